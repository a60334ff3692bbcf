import { gunzipSync } from 'node:zlib';

/** EC2 takes at most 16 KB of user data; unpacked it may be more, but a set-up script is never this large. */
const LARGEST = 1024 * 1024;

const STATEMENT = /^\s*(?:-\s+)?(?:export\s+|set\s+)?["']?pod[-_]cidrs?["']?\s*[:=]\s*(.*)$/i;

export type UserData =
  | { readonly kind: 'stated'; readonly values: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

function unzip(bytes: Buffer): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST }) : bytes;
}

function isMultipart(text: string): boolean {
  return /^(?:content-type:\s*multipart\/|mime-version:)/im.test(text.slice(0, 2048));
}

async function partsOf(bytes: Buffer): Promise<string[]> {
  const plain = unzip(bytes);
  const text = plain.toString('utf8');
  if (!isMultipart(text)) return [text];
  // Few nodes have such user data: a function that meets none never loads this.
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(plain);
  const attached = mail.attachments.map(({ content }) =>
    typeof content === 'string' ? content : unzip(Buffer.from(new Uint8Array(content))).toString('utf8'),
  );
  return [mail.text ?? '', mail.html ?? '', ...attached];
}

/** What a statement's right-hand side says: quotes, a trailing comment, comma or semicolon taken off. */
function valuesOf(right: string): string[] {
  const quoted = /^(["'])(.*?)\1/.exec(right.trim());
  const bare = quoted?.[2] ?? right.replace(/\s+#.*$/, '').replace(/[;,}\s]+$/, '');
  return bare
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/**
 * Finds the pod CIDR in an instance's user data. Understands `name=worker-0|pod-cidr=10.200.0.0/24`, one key a line, shell
 * (`export POD_CIDR=...`), cloud-config (`pod-cidr: ...`), MIME multi-part and gzip. A dual-stack node separates its two ranges by a comma or
 * states them on two lines. Several statements of one value count once.
 *
 * @param base64 as DescribeInstanceAttribute gives it; undefined when the instance has none
 */
export async function readUserData(base64: string | undefined): Promise<UserData> {
  if (base64 === undefined || base64 === '') return { kind: 'none' };
  let parts: string[];
  try {
    parts = await partsOf(Buffer.from(base64, 'base64'));
  } catch {
    // The cause may quote user data, which can hold secrets: it goes nowhere.
    return { kind: 'unreadable', reason: 'its user data cannot be unpacked (broken gzip or MIME)' };
  }
  const values = parts
    .flatMap((part) => part.split(/[|\r\n]/))
    .flatMap((line) => valuesOf(STATEMENT.exec(line)?.[1] ?? ''));
  return values.length === 0 ? { kind: 'none' } : { kind: 'stated', values: [...new Set(values)] };
}
