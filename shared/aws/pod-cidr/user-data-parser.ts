import type { Claim } from '../../reconcile/model/claim.ts';
import { statedClaim } from '../../reconcile/model/claim.ts';
import { decodeParts } from './user-data-parts.ts';

const POD_CIDR_ASSIGNMENT = /^\s*(?:-\s+)?(?:export\s+|set\s+)?["']?pod[-_]cidrs?["']?\s*[:=]([^]*)/i;

/** The values of an assignment, without quotes, a trailing comment, comma or semicolon. */
function valuesIn(rightHandSide: string): string[] {
  const text = rightHandSide.trim();
  const quoted = /^(["'])(.*?)\1/.exec(text);
  const comment = text.search(/(?:^|\s)#/);
  // Linear: a character class anchored at the end would be tried from each of its characters.
  const bare = quoted?.[2] ?? /^[^]*[^;,}\s]/.exec(comment < 0 ? text : text.slice(0, comment))?.[0] ?? '';
  return bare
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/**
 * Finds the pod CIDR in an instance's user data. Understands `name=worker-0|pod-cidr=10.200.0.0/24`, one key a line, shell
 * (`export POD_CIDR=...`), cloud-config (`pod-cidr: ...`), MIME multi-part and gzip. A dual-stack node separates its two ranges
 * by a comma or states them on two lines.
 *
 * @param base64 as DescribeInstanceAttribute gives it; undefined when the instance has none
 */
export async function parseUserData(base64: string | undefined): Promise<Claim> {
  if (base64 === undefined || base64 === '') return { kind: 'none' };
  let texts: string[];
  try {
    texts = await decodeParts(Buffer.from(base64, 'base64'));
  } catch {
    // The cause may quote user data, which can hold secrets: it is dropped.
    const reason = 'its user data cannot be unpacked (broken gzip or MIME, or too large)';
    return { kind: 'unreadable', reason, retryable: false };
  }
  const lines = texts.flatMap((text) => text.split(/[|\r\n]/));
  return statedClaim(lines.flatMap((line) => valuesIn(POD_CIDR_ASSIGNMENT.exec(line)?.[1] ?? '')));
}
