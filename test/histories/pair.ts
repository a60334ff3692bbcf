import type { Mortal } from './mortal.ts';

/** Two functions with the same task, so that they can run at once. */
export class Pair<Function extends Mortal<unknown>> {
  readonly #both: readonly Function[];

  constructor(make: () => Function) {
    this.#both = [make(), make()];
  }

  at(slot: number): Function {
    const found = this.#both[slot];
    if (found === undefined) throw new Error(`there is no function ${slot}`);
    return found;
  }
}
