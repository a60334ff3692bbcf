import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import * as z from 'zod/mini';
import { hanging } from '../../../functions/cli/render/terminal/wrap.ts';
import { type Logger, makeLogger } from '../../../functions/common/log.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';

const MARKS = { create: styleText('green', '+'), replace: styleText('yellow', '~'), delete: styleText('red', '-') };

/** A function's log line about one route. */
const Change = z.object({
  action: z.enum(['create', 'replace', 'delete']),
  destination: z.string(),
  target: z.string(),
  drift: z.boolean(),
  error: z.optional(z.string()),
});

type Terminal = Pick<WriteStream, 'isTTY' | 'columns'>;

type Change = z.infer<typeof Change>;

/** A function's log line about something that went wrong: AWS calls it a level, GCP a severity. */
const Failure = z.union([z.object({ level: z.literal('error') }), z.object({ severity: z.literal('ERROR') })]);

/** `text` behind `lead`, no wider than the terminal; whole where there is none. */
export function wrapped(text: string, lead = '', { isTTY, columns }: Terminal = process.stdout): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return hanging(lead + indent, text.slice(indent.length), isTTY ? columns : undefined);
}

/** Prints what happens in the demo, each event with the milliseconds since its cloud came up. */
export class Narrator {
  readonly #started = performance.now();
  /** Instance names by id and address. */
  readonly #names = new Map<string, string>();

  heading(text: string): void {
    console.log(`\n${styleText('bold', wrapped(text))}\n`);
  }

  /** Prints the instance's name beside `key` from now on. */
  setName(key: string, name: string): void {
    this.#names.set(key, name);
  }

  event(text: string): void {
    const clock = `${Math.round(performance.now() - this.#started)} ms`.padStart(10);
    console.log(wrapped(text, `${styleText('dim', clock)}  `));
  }

  /** The tutorial's command, and what it prints now. */
  output(command: string, table: string): void {
    console.log(`\n${styleText('dim', `$ ${command}`)}\n${table}\n`);
  }

  /** A function's own logger, of whose JSON lines only decisions are printed. */
  logger(cloud: Report['cloud']): Logger {
    return makeLogger(cloud, { write: (line: string) => this.#decision(JSON.parse(line)) });
  }

  #decision(json: unknown): void {
    const change = Change.safeParse(json);
    if (change.success) this.event(`  ${this.#change(change.data)}`);
    else if (Failure.safeParse(json).success) this.event(`  ${styleText('red', '!')} ${JSON.stringify(json)}`);
  }

  #change({ action, destination, target, drift, error }: Change): string {
    const notes = [this.#names.get(target), drift ? 'drift: no event asked for it' : undefined, error];
    const known = notes.filter((note) => note !== undefined).join(', ');
    return `${MARKS[action]} ${action} route ${destination} -> ${target}  ${styleText('dim', known)}`;
  }
}
