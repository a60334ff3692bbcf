import { gunzipSync } from 'node:zlib';

/** EC2 takes at most 16 KB of user data. Unpacked, all parts together, a set-up script is never larger than this. */
const LARGEST = 256 * 1024;

/** A MIME parser needs memory for each line, empty ones too: whoever may launch an instance must not choose how much. */
const MOST_LINES = 4000;

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isMultipart(text: string): boolean {
  const head = text.slice(0, 2048);
  return /^mime-version:/im.test(head) || /^content-type:[ \t]*multipart\//im.test(head);
}

function hasMoreLines(text: string, most: number): boolean {
  let at = -1;
  for (let lines = 0; lines <= most; lines += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Unpacks as long as it does not grow beyond LARGEST in all. */
function unpacker(): (bytes: Buffer) => Buffer {
  let left = LARGEST;
  return (bytes) => {
    const plain = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: Math.max(1, left) }) : bytes;
    left -= plain.length;
    if (left < 0) throw new RangeError(`more than ${LARGEST} bytes`);
    return plain;
  };
}

/** The texts in user data: itself, unpacked if it is gzip, or its parts if it is MIME. Throws when it is broken or too large. */
export async function textsIn(bytes: Buffer): Promise<string[]> {
  const unpack = unpacker();
  const plain = unpack(bytes);
  const text = plain.toString('utf8');
  if (!isMultipart(text)) return [text];
  if (hasMoreLines(text, MOST_LINES)) throw new RangeError(`more than ${MOST_LINES} lines of MIME`);
  // Few nodes have such user data: a function that meets none never loads this.
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(plain);
  const attached = mail.attachments.map(({ content }) =>
    typeof content === 'string' ? content : unpack(Buffer.from(new Uint8Array(content))).toString('utf8'),
  );
  return [mail.text ?? '', mail.html ?? '', ...attached];
}
