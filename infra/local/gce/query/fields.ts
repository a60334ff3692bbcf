import { ApiError } from '../errors.ts';
import { isJson } from './json.ts';

interface Mask {
  readonly [field: string]: Mask;
}

/** Cuts an answer down to a `fields` parameter: `nextPageToken,items/*\/instances(name,networkInterfaces/networkIP)`. */
export function selectFields(answer: unknown, fields: string): unknown {
  const [mask, end] = parse(fields, 0);
  if (end !== fields.length) throw new ApiError('invalid', `Invalid field selection ${fields}`);
  return select(answer, mask);
}

function select(value: unknown, mask: Mask): unknown {
  if (Object.keys(mask).length === 0) return value;
  if (Array.isArray(value)) return value.map((element) => select(element, mask));
  if (!isJson(value)) return value;
  const selected = Object.entries(value).flatMap(([key, inner]) => {
    const innerMask = mask[key] ?? mask['*'];
    return innerMask === undefined ? [] : [[key, select(inner, innerMask)] as const];
  });
  return Object.fromEntries(selected);
}

/** Reads a list of selections up to its end or a closing parenthesis. */
function parse(text: string, start: number): [mask: Mask, end: number] {
  const mask: Record<string, Mask> = {};
  let position = start;
  for (;;) {
    const [name, inner, end] = parseOne(text, position);
    mask[name] = { ...mask[name], ...inner };
    if (text[end] !== ',') return [mask, end];
    position = end + 1;
  }
}

function parseOne(text: string, start: number): [name: string, inner: Mask, end: number] {
  const [name] = /^[\w*-]+/.exec(text.slice(start)) ?? [];
  if (name === undefined) throw new ApiError('invalid', `Invalid field selection ${text.slice(start)}`);
  const end = start + name.length;
  if (text[end] === '/' || text[end] === '.') {
    const [next, inner, after] = parseOne(text, end + 1);
    return [name, { [next]: inner }, after];
  }
  if (text[end] !== '(') return [name, {}, end];
  const [inner, close] = parse(text, end + 1);
  return [name, inner, close + 1];
}
