import * as z from 'zod/mini';
import { printable } from '../../../shared/reconcile/model/text/printable-text.ts';
import type { Paint, Style } from '../render/terminal/colour.ts';
import type { LogEvent, LogLevel } from './log-source.ts';
import { messageText } from './message-text.ts';
import { fieldsOf } from './parsed-line.ts';

const MAX_LENGTH = 2000;

const Level = z.enum(['info', 'warn', 'error']);

const STYLES: Readonly<Record<LogLevel, Style>> = { info: 'dim', warn: 'yellow', error: 'red' };

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
