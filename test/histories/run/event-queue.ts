import { type Trigger, shuffled } from '../generate/history.ts';
import type { Statistics } from '../explore/statistics.ts';

/** An event, and what it says of which instance, where that matters for its routes. */
export interface QueuedEvent<Event> extends EventMeaning {
  readonly event: Event;
}

export interface EventMeaning {
  readonly instance: string;
  /** `edited`: a route was changed by hand. */
  readonly state: 'running' | 'deleted' | 'edited' | 'unknown';
  /** What the instance says from then on. */
  readonly statement?: string | undefined;
}

/** Events on their way: they wait here to be delivered, late, doubly, out of order or never. */
export class EventQueue<Event> {
  #events: QueuedEvent<Event>[] = [];
  readonly #statistics: Statistics;

  constructor(tally: Statistics) {
    this.#statistics = tally;
  }

  add(...events: readonly QueuedEvent<Event>[]): void {
    this.#events.push(...events);
  }

  receive({ postponed, shuffle, duplicated }: Extract<Trigger, { of: 'events' }>): QueuedEvent<Event>[] {
    const left = Math.max(0, this.#events.length - postponed);
    const taken = shuffled(this.#events, shuffle).slice(0, left);
    this.#events = this.#events.filter((letter) => !taken.includes(letter));
    const delivered = duplicated ? [...taken, ...taken] : taken;
    this.#statistics.delivered += delivered.length;
    return delivered;
  }

  /** Loses all but the latest `keep`. */
  dropAllBut(keep: number): void {
    const lost = Math.max(0, this.#events.length - keep);
    this.#events.splice(0, lost);
    this.#statistics.lost += lost;
  }
}
