import * as z from 'zod/mini';
import { counted } from '../../../shared/reconcile/model/text/counted.ts';

type Fields = Readonly<Record<string, unknown>>;

const text = z.string();

/** A route that was changed, or was not: what a function logs of each decision. */
const Change = z.object({
  action: z.enum(['create', 'replace', 'delete']),
  destination: text,
  target: text,
  table: text,
  status: text,
  reason: text,
  name: z.optional(text),
  error: z.optional(text),
});

const Summary = z.object({ scope: text, summary: z.record(text, z.number()), milliseconds: z.number() });

/** Something about a node. */
const Note = z.object({ node: text, reason: text });

/** Told by the time and the level of the line, and by its message. */
const TOLD = new Set(['time', 'level', 'severity', 'message']);

/** Told behind the message. */
const SENTENCES = new Set(['reason', 'stopped']);

/** What a line is about: it need not be told again where the message or the reason names it. */
const SUBJECTS = new Set(['destination', 'node', 'nodes']);

function changeText({ action, destination, target, table, status, reason, name, error }: z.infer<typeof Change>) {
  const node = name === undefined ? target : `${target} (${name})`;
  const result = `${action} ${destination} -> ${node} in ${table}: ${status}, ${reason}`;
  return error === undefined ? result : `${result}: ${error}`;
}

/** `0 created`, but `1 conflict` */
const countText = (name: string, count: number) =>
  name === 'conflicts' ? counted(count, 'conflict') : `${count} ${name}`;

function summaryText({ scope, summary, milliseconds }: z.infer<typeof Summary>): string {
  const counts = Object.entries(summary).map(([name, count]) => countText(name, count));
  return `${scope} reconciled in ${milliseconds} ms: ${counts.join(', ')}`;
}

const plain = (value: unknown) => (typeof value === 'string' && !/[\s"=,]/.test(value) ? value : JSON.stringify(value));

/** A value in one word, where it is no longer. */
function valueText(value: unknown): string {
  if (!Array.isArray(value)) return plain(value);
  const notes = z.array(Note).safeParse(value);
  if (!notes.success) return value.map(plain).join(',');
  return notes.data.map(({ node, reason }) => `${node} (${reason})`).join(', ');
}

function isTold([name, value]: readonly [string, unknown], told: ReadonlySet<string>): boolean {
  if (TOLD.has(name) || (SENTENCES.has(name) && typeof value === 'string')) return true;
  return SUBJECTS.has(name) && [value].flat().every((each) => typeof each === 'string' && told.has(each));
}

/** What a line of the function says to people. */
export function messageText(fields: Fields): string {
  const change = Change.safeParse(fields);
  if (change.success) return changeText(change.data);
  const summary = Summary.safeParse(fields);
  if (summary.success) return summaryText(summary.data);
  const { message = 'no message', reason, stopped } = fields;
  const why = [reason, stopped].flatMap((each) => (typeof each === 'string' ? [`: ${each}`] : [])).join('');
  const said = `${String(message)}${why}`;
  const words = new Set(said.split(/[\s(),;:]+/));
  const rest = Object.entries(fields).filter((field) => !isTold(field, words));
  return [said, ...rest.map(([name, value]) => `${name}=${valueText(value)}`)].join(' ');
}
