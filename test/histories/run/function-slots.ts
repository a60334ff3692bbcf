import type { RestartableProcess } from './restartable-process.ts';

/** Two functions with the same task, so that they can run at once. */
export class FunctionSlots<Function extends RestartableProcess<unknown>> {
  readonly #slots: readonly Function[];

  constructor(make: () => Function) {
    this.#slots = [make(), make()];
  }

  at(slot: number): Function {
    const found = this.#slots[slot];
    if (found === undefined) throw new Error(`there is no function ${slot}`);
    return found;
  }
}
