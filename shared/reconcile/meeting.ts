/** Where a known number of parties wait for each other. Whoever has ended without coming must leave, or the rest waits for ever. */
export class Meeting {
  readonly #settled = new Set<unknown>();
  readonly #everybody: Promise<void>;
  #open: () => void = () => {};
  #missing: number;

  constructor(parties: number) {
    this.#missing = parties;
    this.#everybody = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Comes, and waits until everybody has come or left. Coming again, one finds the door open. */
  arrive(party: unknown): Promise<void> {
    this.leave(party);
    return this.#everybody;
  }

  /** Will not come. After having come it means nothing. */
  leave(party: unknown): void {
    if (this.#settled.has(party)) return;
    this.#settled.add(party);
    this.#missing -= 1;
    if (this.#missing <= 0) this.#open();
  }
}
