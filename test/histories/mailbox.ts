import { type Payload, shuffled } from './history.ts';
import type { Tally } from './tally.ts';

/** An event, and what it says of which instance, where that matters for its routes. */
export interface Letter<Event> extends News {
  readonly event: Event;
}

export interface News {
  readonly instance: string;
  readonly says: 'alive' | 'ended' | 'nothing';
}

/** Events on their way: they wait here to be delivered, late, doubly, out of order or never. */
export class Mailbox<Event> {
  #letters: Letter<Event>[] = [];
  readonly #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  put(...letters: readonly Letter<Event>[]): void {
    this.#letters.push(...letters);
  }

  take({ late, shuffle, twice }: Extract<Payload, { of: 'events' }>): Letter<Event>[] {
    const left = Math.max(0, this.#letters.length - late);
    const taken = shuffled(this.#letters, shuffle).slice(0, left);
    this.#letters = this.#letters.filter((letter) => !taken.includes(letter));
    const delivered = twice ? [...taken, ...taken] : taken;
    this.#tally.delivered += delivered.length;
    return delivered;
  }

  /** Loses all but the latest `keep`. */
  lose(keep: number): void {
    const lost = Math.max(0, this.#letters.length - keep);
    this.#letters.splice(0, lost);
    this.#tally.lost += lost;
  }
}
