import { groupBy } from '../../shared/reconcile/group.ts';
import type { News } from './mailbox.ts';
import type { Effect, Holes, Note } from './note.ts';
import { familyOf } from './ranges.ts';
import type { TrueRoute } from './truth.ts';

interface Reread {
  readonly at: number;
  readonly stale: boolean;
}

/** What a function knows in one invocation, and since when. */
export class Sight {
  /** When its latest look began. */
  lookedAt: number;
  /** Whether what it saw may have been older than it looks. */
  isStale = false;
  /** Whether its latest list had holes. */
  isPartial = false;
  /** How many routes to instances there were in the cluster when it began. */
  readonly owned: number;
  #isLooking = false;
  readonly #rereads = new Map<string, Reread>();
  /** The routes in whose places it left none. */
  readonly #emptied = new Map<string, TrueRoute>();

  constructor(now: number, owned: number) {
    this.lookedAt = now;
    this.owned = owned;
  }

  /** A call was answered. */
  saw(note: Note, now: number, stale: boolean): void {
    if (note.kind === 'look') this.#looked(now, stale, note.holes);
    else if (note.kind !== 'other') this.#isLooking = false;
    if (note.kind !== 'reread') return;
    // One table is read again for each of its routes: of which, a call does not tell, so the first counts.
    const { at = now, stale: wasStale = false } = this.#rereads.get(note.what) ?? {};
    this.#rereads.set(note.what, { at, stale: wasStale || stale });
  }

  /** When `what` was read again since the latest look. */
  reread(what: string): Reread | undefined {
    return this.#rereads.get(what);
  }

  did(effect: Effect): void {
    const { table, destination } = 'removed' in effect ? effect.removed : effect.made;
    const place = `${table} ${destination}`;
    if ('removed' in effect) this.#emptied.set(place, effect.removed);
    else this.#emptied.delete(place);
  }

  /** How many places it emptied that none of `news` accounts for. A dead route may be nameless: an end accounts for one of each kind. */
  emptiedUnasked(news: readonly News[]): number {
    const named = new Set(news.map(({ instance }) => instance));
    // Told twice, it may be in two batches, each of which is a run of its own.
    const ended = news.filter(({ says }) => says === 'ended').length;
    const others = [...this.#emptied.values()].filter(({ madeFor = '' }) => !named.has(madeFor));
    const ofEachKind = groupBy(others, ({ table, destination }) => `${table} ${familyOf(destination)}`);
    return [...ofEachKind.values()].reduce((sum, { length }) => sum + Math.max(0, length - ended), 0);
  }

  #looked(now: number, stale: boolean, holes: Holes | undefined): void {
    if (!this.#isLooking) {
      this.lookedAt = now;
      this.isStale = false;
      this.#rereads.clear();
    }
    this.#isLooking = true;
    this.isStale ||= stale;
    if (holes !== undefined) this.isPartial = holes.found || (holes.page === 'later' && this.isPartial);
  }
}
