/** Where a known number of parties wait for each other. Whoever has ended without coming must leave, or the rest waits for ever. */
export class Latch {
  readonly #counted = new Set<unknown>();
  readonly #released: Promise<void>;
  #release: () => void = () => {};
  #count: number;

  constructor(parties: number) {
    this.#count = parties;
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** Comes, and waits until everybody has come or left. Coming again, one finds the door open. */
  arriveAndWait(party: unknown): Promise<void> {
    this.countDown(party);
    return this.#released;
  }

  /** Will not come. After having come it means nothing. */
  countDown(party: unknown): void {
    if (this.#counted.has(party)) return;
    this.#counted.add(party);
    this.#count -= 1;
    if (this.#count <= 0) this.#release();
  }
}
