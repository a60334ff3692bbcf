import type { Life } from './turnstile.ts';

interface Mortal {
  readonly life: Life;
  /** The process is gone, with all that it remembered. */
  end(): void;
}

/** Two functions with the same task, so that they can run at once. */
export class Pair<Function extends Mortal> {
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
