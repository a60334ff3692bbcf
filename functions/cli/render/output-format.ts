import type { Io } from '../io.ts';
import { hanging, widthOf } from './terminal/wrap.ts';

/** For programs. */
export type DataFormat = 'json' | 'yaml';

/** `table`: what the lab prints, to the byte. `wide`: all there is to say, for people. */
export type ListFormat = 'table' | 'wide' | DataFormat;

export const isDataFormat = (format: string | undefined): format is DataFormat =>
  format === 'json' || format === 'yaml';

/** People get the wide table, programs the lab's, unless they ask. */
export function chooseListFormat(requested: ListFormat | undefined, io: Io): ListFormat {
  return requested ?? (io.stdout.isTerminal ? 'wide' : 'table');
}

/** Writes a result for programs: the same names and values in either format. */
export async function writeData(io: Io, format: DataFormat, value: object): Promise<void> {
  if (format === 'json') return void io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  io.stdout.write((await import('../settings/yaml.ts')).formatYaml(value));
}

/** A status with what there is to say about it: why it is so, or what is true beside it. */
export function formatStatus(status: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? status : `${status}${status === 'ok' ? ',' : ':'} ${reasons.join('; ')}`;
}

const NOTE = 'podroutes: ';

/** Lines for the standard error, of which the notes are wrapped: what a note shows, such as a stack trace, is not. */
export function wrapNotes(text: string, { stderr }: Pick<Io, 'stderr'>): string {
  const wrapNote = (line: string) => (line.startsWith(NOTE) ? hanging('', line, widthOf(stderr), '  ') : line);
  return text.split('\n').map(wrapNote).join('\n');
}

/** Something to know beside the result. */
export function printNote(io: Io, text: string): void {
  io.stderr.write(wrapNotes(`${NOTE}${text}\n`, io));
}
