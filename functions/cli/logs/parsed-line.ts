import { parseJson } from '../../common/parse-json.ts';
import type { LogEvent } from './log-source.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a line of JSON; undefined for any other. */
export function fieldsOf({ line }: LogEvent): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed = parseJson(line);
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
}

const wordsOf = (text: string) => text.split(/[^\w.-]+/).map((word) => word.replace(/\.$/, ''));

function names(value: unknown, nodes: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return nodes.has(value) || wordsOf(value).some((word) => nodes.has(word));
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => names(each, nodes));
}

/** Whether a line of the function names one of `nodes`, anywhere in it. */
export const isAbout = (event: LogEvent, nodes: ReadonlySet<string>): boolean => names(fieldsOf(event), nodes);
