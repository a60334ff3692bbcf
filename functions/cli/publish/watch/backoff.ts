/** Pauses that double. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  #next: number;

  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
    this.#next = first;
  }

  /** The milliseconds to wait now. */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.#longest);
    return pause;
  }

  reset(): void {
    this.#next = this.#first;
  }
}
