import * as z from 'zod/mini';
import { printable } from '../../../shared/reconcile/model/text/printable-text.ts';
import type { Paint, Style } from '../render/colour.ts';
import type { LogEvent, LogLevel } from './log-source.ts';
import { fieldsOf } from './parsed-line.ts';

const MAX_LENGTH = 2000;

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

const Level = z.enum(['info', 'warn', 'error']);

const STYLES: Readonly<Record<LogLevel, Style>> = { info: 'dim', warn: 'yellow', error: 'red' };

/** Told by the time and the level of the line, and by its message. */
const TOLD = new Set(['time', 'level', 'severity', 'message']);

function changeText({ action, destination, target, table, status, reason, name, error }: z.infer<typeof Change>) {
  const node = name === undefined ? target : `${target} (${name})`;
  const result = `${action} ${destination} -> ${node} in ${table}: ${status}, ${reason}`;
  return error === undefined ? result : `${result}: ${error}`;
}

function summaryText({ scope, summary, milliseconds }: z.infer<typeof Summary>): string {
  const counts = Object.entries(summary).map(([name, count]) => `${count} ${name}`);
  return `${scope} reconciled in ${milliseconds} ms: ${counts.join(', ')}`;
}

const valueText = (value: unknown) =>
  typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);

function messageText(fields: Readonly<Record<string, unknown>>): string {
  const change = Change.safeParse(fields);
  if (change.success) return changeText(change.data);
  const summary = Summary.safeParse(fields);
  if (summary.success) return summaryText(summary.data);
  const { message = 'no message' } = fields;
  const rest = Object.entries(fields).filter(([name]) => !TOLD.has(name));
  return [String(message), ...rest.map(([name, value]) => `${name}=${valueText(value)}`)].join(' ');
}

/** One line for people: when, how bad, and what. */
export function renderEvent(event: LogEvent, paint: Paint): string {
  const fields = fieldsOf(event);
  const level = Level.safeParse(fields?.['level']).data ?? event.level;
  const message = printable(fields === undefined ? event.line : messageText(fields), MAX_LENGTH);
  return `${new Date(event.time).toISOString()} ${paint(STYLES[level], level.padEnd(5))} ${message}`;
}

/** One line of JSON for programs: as the function wrote it, what its platform wrote with the same names. */
export function jsonLine(event: LogEvent): string {
  const { time, level, line } = event;
  if (fieldsOf(event) !== undefined) return line;
  return JSON.stringify({ time: new Date(time).toISOString(), level, message: line });
}
