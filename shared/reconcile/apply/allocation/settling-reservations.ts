import type { Clock } from '../../cloud/clock.ts';
import type { Cidr } from '../../model/ranges/cidr.ts';

/** Longer than the withdrawal of a reservation or the telling of a node takes, a request's time limit included. */
const SETTLING_TIME = 15_000;

/** Since when reservations that others made have been seen unchanged. */
export class SettlingReservations {
  readonly #clock: Clock;
  readonly #seen = new Map<string, { readonly ranges: string; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes note of the ranges that a node has by routes, and tells whether they have been the same for SETTLING_TIME. */
  isSettled(nodeId: string, ranges: readonly Cidr[]): boolean {
    const key = ranges.toSorted().join(' ');
    if (this.#seen.get(nodeId)?.ranges !== key) this.#seen.set(nodeId, { ranges: key, at: this.#clock.now() });
    return this.#clock.now() >= this.settledAt(nodeId);
  }

  settledAt(nodeId: string): number {
    return (this.#seen.get(nodeId)?.at ?? this.#clock.now()) + SETTLING_TIME;
  }
}
