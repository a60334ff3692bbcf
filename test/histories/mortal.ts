import { Life } from './turnstile.ts';

/** A function whose process may die, and then begins another life, knowing nothing of the one before. */
export class Mortal<Entry> {
  readonly #start: (life: Life) => Entry;
  #process: { readonly life: Life; readonly entry: Entry } | undefined;

  constructor(start: (life: Life) => Entry) {
    this.#start = start;
  }

  /** Of the process that runs, or of a new one. */
  get life(): Life {
    return this.#running().life;
  }

  /** What the process that runs is called by. */
  protected get entry(): Entry {
    return this.#running().entry;
  }

  /** The process is gone, with all that it remembered. */
  end(): void {
    this.#process = undefined;
  }

  #running() {
    if (this.#process === undefined) {
      const life = new Life();
      this.#process = { life, entry: this.#start(life) };
    }
    return this.#process;
  }
}
