/** A member of a JSON object or an element of XML, with its value, which may hold others. */
export interface Member {
  /** Where it begins, and where its value begins and ends; it ends behind `to`. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

const ONE_VALUE = /"(?:[^"\\]|\\.)*"|[\w.+-]+/y;

function endOfContainer(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const each = text[i];
    if (each === '"') {
      ONE_VALUE.lastIndex = i;
      if (!ONE_VALUE.test(text)) return text.length;
      i = ONE_VALUE.lastIndex - 1;
    } else if (each === '{' || each === '[') depth += 1;
    else if (each === '}' || each === ']') depth -= 1;
    if (depth === 0) return i + 1;
  }
  return text.length;
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '{' || text[from] === '[') return endOfContainer(text, from);
  ONE_VALUE.lastIndex = from;
  return ONE_VALUE.test(text) ? ONE_VALUE.lastIndex : from;
}

export const isJson = (text: string) => /^\s{0,9}[[{]/.test(text);

function memberAt(text: string, { 0: head, 1: name = '', index: at }: RegExpExecArray): Member {
  const from = at + head.length;
  if (isJson(text)) {
    const to = endOfValue(text, from);
    return { at, from, to, end: text[to] === ',' ? to + 1 : to };
  }
  const close = text.indexOf(`</${name}>`, from);
  const to = close < 0 ? text.length : close;
  return { at, from, to, end: Math.min(text.length, to + name.length + 3) };
}

/** One member of `text`: every name is as likely as the next, however often it occurs. `share` is in thousandths. */
export function pickMember(text: string, share: number): Member | undefined {
  const heads = [...text.matchAll(isJson(text) ? /"(\w{1,60})":\s*/g : /<(\w{1,60})>/g)];
  const names = [...new Set(heads.map(([, name]) => name))];
  const name = names[Math.floor((names.length * share) / 1000)];
  const ones = heads.filter(([, each]) => each === name);
  const one = ones[(share * 7919) % ones.length];
  return one === undefined ? undefined : memberAt(text, one);
}
