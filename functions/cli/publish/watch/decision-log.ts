import { printable } from '../../../../shared/reconcile/model/text/printable-text.ts';
import type { Io } from '../../io.ts';

interface Told {
  readonly text: string;
  readonly isProblem: boolean;
}

/** A line for each decision, once: what was decided before is not told again while it stays so. */
export class DecisionLog {
  readonly #io: Io;
  /** By subject: a node, or a node's condition. */
  readonly #told = new Map<string, Told>();

  constructor(io: Io) {
    this.#io = io;
  }

  line(text: string): void {
    const time = new Date(this.#io.runtime.now()).toISOString();
    this.#io.stdout.write(`${time} ${printable(text, 1000)}\n`);
  }

  tell(subject: string, text: string, isProblem: boolean): void {
    if (this.#told.get(subject)?.text === text) return;
    this.#told.set(subject, { text, isProblem });
    this.line(`${subject}: ${text}`);
  }

  /** That all is well with a subject is news only after a problem. */
  settle(subject: string, text: string): void {
    if (this.#told.get(subject)?.isProblem === true) this.tell(subject, text, false);
  }

  /** Forgets all others. */
  keepOnly(subjects: ReadonlySet<string>): void {
    for (const subject of this.#told.keys()) if (!subjects.has(subject)) this.#told.delete(subject);
  }
}
