/** The rules for pod CIDRs, written a second time and without the library that the product uses: bit by bit. */

interface Span {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

function octets(text: string): bigint[] | undefined {
  const parts = text.split('.');
  const isPlain = parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
  return parts.length === 4 && isPlain ? parts.map(BigInt) : undefined;
}

function groups(text: string): bigint[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const read = (part: string) => (part === '' ? [] : part.split(':'));
  const left = read(head);
  const right = tail === undefined ? [] : read(tail);
  const zeros = 8 - left.length - right.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const all = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? all.map((group) => BigInt(`0x${group}`)) : undefined;
}

const join = (parts: readonly bigint[], width: bigint) => parts.reduce((sum, part) => (sum << width) | part, 0n);

/** The addresses of a range written as the rules want it: no host bits, no zeros before a number. Undefined for all else. */
export function spanOf(text: string): Span | undefined {
  const [address = '', prefix = '', ...more] = text.trim().split('/');
  if (more.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const [four, six] = [octets(address), groups(address)];
  const value = four === undefined ? six && join(six, 16n) : join(four, 8n);
  const bits = four === undefined ? 128 : 32;
  if (value === undefined || Number(prefix) > bits) return undefined;
  const host = (1n << BigInt(bits - Number(prefix))) - 1n;
  return (value & host) === 0n ? { bits, first: value, last: value | host } : undefined;
}

const isInside = (outer: Span, inner: Span) =>
  outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;

export const spansOverlap = (a: Span, b: Span) => a.bits === b.bits && a.first <= b.last && b.first <= a.last;

function knownSpan(text: string): Span {
  const span = spanOf(text);
  if (span === undefined) throw new Error(`${text} is no range`);
  return span;
}

const isSame = (a: Span, b: Span) => a.bits === b.bits && a.first === b.first && a.last === b.last;

/** Whether a node may have `text` in a network with these ranges, if nobody else wants it. */
export function isAcceptable(text: string, cluster: readonly string[], reserved: readonly string[]): boolean {
  const span = spanOf(text);
  if (span === undefined) return false;
  return (
    cluster.some((outer) => isInside(knownSpan(outer), span)) &&
    !cluster.some((whole) => isSame(knownSpan(whole), span)) &&
    !reserved.some((own) => spansOverlap(knownSpan(own), span))
  );
}
