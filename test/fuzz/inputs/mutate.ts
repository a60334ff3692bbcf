import fc from 'fast-check';
import { hostileJson, hostileText } from './hostile-values.ts';
import { isJson, pickMember } from './members.ts';

/** How a text that would have been right is spoilt. Places are shares of its length or of its parts, in thousandths. */
export type Mutation =
  | { readonly do: 'cut'; readonly at: number }
  | { readonly do: 'replace'; readonly with: string }
  | { readonly do: 'value'; readonly at: number; readonly text: string; readonly json: string }
  | { readonly do: 'drop'; readonly at: number }
  | { readonly do: 'repeat'; readonly at: number; readonly times: number }
  | { readonly do: 'insert'; readonly at: number; readonly text: string }
  | { readonly do: 'key'; readonly at: number; readonly json: string };

const at = fc.nat(999);

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('cut' as const), at }),
  fc.record({ do: fc.constant('replace' as const), with: fc.oneof(hostileText, hostileJson) }),
  { weight: 5, arbitrary: fc.record({ do: fc.constant('value' as const), at, text: hostileText, json: hostileJson }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), at }) },
  fc.record({ do: fc.constant('repeat' as const), at, times: fc.constantFrom(2, 50, 400) }),
  fc.record({ do: fc.constant('insert' as const), at, text: hostileText }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('key' as const), at, json: hostileJson }) },
);

const offsetAt = (text: string, share: number) => Math.floor((text.length * share) / 1000);

const splice = (text: string, from: number, to: number, more: string) => text.slice(0, from) + more + text.slice(to);

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const KEYS = ['__proto__', 'constructor', 'toString', 'length', 'nextToken', 'nextPageToken', 'error'];

type MemberMutation = Extract<Mutation, { do: 'value' | 'drop' | 'repeat' | 'key' }>;

function mutateMember(text: string, how: MemberMutation): string {
  const member = pickMember(text, how.at);
  if (member === undefined) return text;
  const { at, from, to, end } = member;
  switch (how.do) {
    case 'value':
      return splice(text, from, to, isJson(text) ? how.json : escapeXml(how.text));
    case 'drop':
      return splice(text, at, end, '');
    case 'repeat':
      return splice(text, at, end, text.slice(at, end).repeat(end - at > 2000 ? 2 : how.times));
    case 'key': {
      const key = KEYS[how.at % KEYS.length] ?? '';
      return splice(text, at, at, isJson(text) ? `"${key}":${how.json},` : `<${key}>x</${key}>`);
    }
  }
}

/** `text`, spoilt. Understands XML and JSON as far as it must to spoil one value and leave the rest right. */
export function mutate(text: string, how: Mutation): string {
  switch (how.do) {
    case 'cut':
      return text.slice(0, offsetAt(text, how.at));
    case 'replace':
      return how.with;
    case 'insert':
      return splice(text, offsetAt(text, how.at), offsetAt(text, how.at), how.text);
    default:
      return mutateMember(text, how);
  }
}

export const mutateAll = (text: string, mutations: readonly Mutation[]) => mutations.reduce(mutate, text);
