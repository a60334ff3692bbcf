import { ApiError } from '../errors.ts';

export interface Token {
  readonly kind: 'word' | 'operator' | 'value' | 'punctuation';
  readonly text: string;
}

const TOKEN = /\s*(?:(?<punctuation>[()])|(?<operator>!=|<=|>=|[=<>:]|(?:eq|ne)(?=\s))|(?<word>[\w.*-]+))/y;
/** After an operator: a quoted text, or anything without blanks, such as a URL or an expression with groups. */
const VALUE =
  /\s*(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<bare>[^\s()"']+(?:\([^\s()]*\)[^\s()]*)*|\([^\s()]*\)[^\s()]*))/y;

/** Splits a filter into tokens. Escapes in quoted text are kept: they mean different things to each operator. */
export function tokenize(filter: string): Token[] {
  const text = filter.trimEnd();
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const pattern = tokens.at(-1)?.kind === 'operator' ? VALUE : TOKEN;
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) throw invalidFilter(filter);
    position = pattern.lastIndex;
    tokens.push(tokenOf(match.groups ?? {}));
  }
  return tokens;
}

export const invalidFilter = (filter: string) =>
  new ApiError('invalid', `Invalid value for field 'filter': '${filter}'. Invalid list filter expression.`);

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { punctuation, operator, word, double, single, bare } = groups;
  if (punctuation !== undefined) return { kind: 'punctuation', text: punctuation };
  if (operator !== undefined) return { kind: 'operator', text: operator };
  if (word !== undefined) return { kind: 'word', text: word };
  return { kind: 'value', text: double ?? single ?? bare ?? '' };
}
