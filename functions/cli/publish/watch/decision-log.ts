import { printable } from '../../../../shared/reconcile/model/printable-text.ts';
import type { Io } from '../../io.ts';

/** A line for each decision, once: what was decided before is not told again while it stays so. */
export class DecisionLog {
  readonly #io: Io;
  readonly #told = new Map<string, { decision?: string; condition?: string }>();

  constructor(io: Io) {
    this.#io = io;
  }

  line(text: string): void {
    const time = new Date(this.#io.runtime.now()).toISOString();
    this.#io.stdout.write(`${time} ${printable(text, 1000)}\n`);
  }

  decision(node: string, text: string): void {
    this.#tell('decision', node, text);
  }

  condition(node: string, text: string): void {
    this.#tell('condition', node, text);
  }

  /** Forgets all other nodes. */
  keepOnly(nodes: readonly string[]): void {
    const kept = new Set(nodes);
    for (const name of this.#told.keys()) if (!kept.has(name)) this.#told.delete(name);
  }

  #tell(kind: 'decision' | 'condition', node: string, text: string): void {
    const told = this.#told.get(node) ?? {};
    if (told[kind] === text) return;
    this.#told.set(node, { ...told, [kind]: text });
    this.line(`${node}: ${text}`);
  }
}
