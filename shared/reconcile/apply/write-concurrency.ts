import { MIN_UNDER_WAY } from '../cloud/token-bucket.ts';
import type { RouteChange } from '../model/route-change.ts';

/** Creations at once: enough to hide the latency where a cloud does not slow us down; where it does, its bucket decides. */
export const MAX_CONCURRENT_WRITES = 32;

/** Replacements and deletions at once: they are confirmed by one read, when each has its rate limit token, and then sent together. */
export const CONFIRMED_TOGETHER = MIN_UNDER_WAY;

/** The latch at which each replacement or deletion waits for the others of its batch before the routes are read again. */
export function batchLatches(changes: readonly RouteChange[]): Map<RouteChange, Latch> {
  const preconditioned = changes.filter(({ action }) => action !== 'create');
  const latches = new Map<RouteChange, Latch>();
  for (let start = 0; start < preconditioned.length; start += CONFIRMED_TOGETHER) {
    const batch = preconditioned.slice(start, start + CONFIRMED_TOGETHER);
    const latch = new Latch(batch.length);
    for (const change of batch) latches.set(change, latch);
  }
  return latches;
}

/** Lets a known number of parties wait for each other. A party that will not arrive must count down, or the others wait for ever. */
class Latch {
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

  /** Waits until every party has arrived or counted down. Arriving again does not wait. */
  arriveAndWait(party: unknown): Promise<void> {
    this.countDown(party);
    return this.#released;
  }

  /** Counts a party once. */
  countDown(party: unknown): void {
    if (this.#counted.has(party)) return;
    this.#counted.add(party);
    this.#count -= 1;
    if (this.#count <= 0) this.#release();
  }
}
