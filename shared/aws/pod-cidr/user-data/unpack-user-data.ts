import { gunzipSync } from 'node:zlib';

/** Of all parts together. EC2 takes at most 16 KB of user data, packed. */
const MAX_UNPACKED_BYTES = 256 * 1024;

/** A MIME parser needs memory for each line, and whoever may launch an instance must not choose how much. */
const MAX_MIME_LINES = 4000;

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isMultipart(text: string): boolean {
  const head = text.slice(0, 2048);
  return /^mime-version:/im.test(head) || /^content-type:[ \t]*multipart\//im.test(head);
}

function hasMoreLines(text: string, limit: number): boolean {
  let at = -1;
  for (let lines = 0; lines <= limit; lines += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Unpacks gzip; other bytes stay as they are. Throws when all that was unpacked is too large. */
export type Unpack = (bytes: Buffer) => Buffer;

function makeUnpacker(): Unpack {
  let bytesLeft = MAX_UNPACKED_BYTES;
  return (bytes) => {
    const unpacked = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: Math.max(1, bytesLeft) }) : bytes;
    bytesLeft -= unpacked.length;
    if (bytesLeft < 0) throw new RangeError(`more than ${MAX_UNPACKED_BYTES} bytes`);
    return unpacked;
  };
}

interface DecodedParts {
  readonly texts: readonly string[];
  /** For what is packed inside the texts: one limit for all. */
  readonly unpack: Unpack;
}

/** The text of user data, unpacked if it is gzip, or of its parts if it is MIME. Throws when it is broken or too large. */
export async function decodeParts(bytes: Buffer): Promise<DecodedParts> {
  const unpack = makeUnpacker();
  const unpacked = unpack(bytes);
  const text = unpacked.toString('utf8');
  if (!isMultipart(text)) return { texts: [text], unpack };
  if (hasMoreLines(text, MAX_MIME_LINES)) throw new RangeError(`more than ${MAX_MIME_LINES} lines of MIME`);
  // Loaded only when needed: few nodes have such user data.
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(unpacked);
  const attached = mail.attachments.map(({ content }) =>
    typeof content === 'string' ? content : unpack(Buffer.from(new Uint8Array(content))).toString('utf8'),
  );
  return { texts: [mail.text ?? '', mail.html ?? '', ...attached], unpack };
}
