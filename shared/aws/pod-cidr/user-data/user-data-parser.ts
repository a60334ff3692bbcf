import type { Claim } from '../../../reconcile/model/claim.ts';
import { mayMentionPodCidr } from './pod-cidr-keys.ts';
import { decodeParts } from './unpack-user-data.ts';

/**
 * Finds what an instance's user data says about its pod CIDR: ranges, that it is computed at boot, or nothing.
 * docs/pod-cidr.md shows the forms. A dual-stack node separates its two ranges by a comma or states them in two places; the same
 * value twice counts once.
 *
 * @param base64 as DescribeInstanceAttribute gives it; undefined when the instance has none
 */
export async function parseUserData(base64: string | undefined): Promise<Claim> {
  if (base64 === undefined || base64 === '') return { kind: 'none' };
  try {
    const { texts, unpack } = await decodeParts(Buffer.from(base64, 'base64'));
    const candidates = texts.filter(mayMentionPodCidr);
    if (candidates.length === 0) return { kind: 'none' };
    // Loaded only when needed: most instances of an account are no nodes.
    const { parseTexts } = await import('./parse-texts.ts');
    return await parseTexts(candidates, unpack);
  } catch {
    // The cause may quote user data, which can hold secrets: it is dropped.
    const reason = 'its user data cannot be unpacked (broken gzip or MIME, or too large)';
    return { kind: 'unreadable', reason, retryable: false };
  }
}
