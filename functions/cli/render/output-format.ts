import type { Io } from '../io.ts';

/** `table`: what the lab prints, to the byte. `wide`: all there is to say, for people. `json`: the same for programs. */
export type ListFormat = 'table' | 'wide' | 'json';

/** People get the wide table, programs the lab's, unless they ask. */
export function chooseListFormat(requested: ListFormat | undefined, io: Io): ListFormat {
  return requested ?? (io.stdout.isTerminal ? 'wide' : 'table');
}

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A status with what there is to say about it: why it is so, or what is true beside it. */
export function formatStatus(status: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? status : `${status}${status === 'ok' ? ',' : ':'} ${reasons.join('; ')}`;
}

/** Something to know beside the result. */
export function printNote(io: Io, text: string): void {
  io.stderr.write(`podroutes: ${text}\n`);
}
