import type { GroundTruth } from '../oracle/ground-truth.ts';

/** What is true, worked out once for as long as nothing happens. */
export class LatestTruth {
  readonly #read: () => GroundTruth;
  #truth: GroundTruth | undefined;

  constructor(read: () => GroundTruth) {
    this.#read = read;
  }

  get(): GroundTruth {
    this.#truth ??= this.#read();
    return this.#truth;
  }

  /** Something may have happened. */
  forget(): void {
    this.#truth = undefined;
  }
}
