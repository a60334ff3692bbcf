import { groupBy } from '../../../shared/reconcile/model/group-by.ts';
import type { EventMeaning } from '../run/event-queue.ts';
import type { RouteEffect, ListCompleteness, CallClassification } from './call-classification.ts';
import { familyOf } from './reference-cidr.ts';
import type { ActualRoute } from './ground-truth.ts';

interface Reread {
  readonly at: number;
  readonly stale: boolean;
}

/** What a function knows in one invocation, and since when. */
export class InvocationView {
  /** When its latest look began. */
  observedAt: number;
  /** Whether what it saw may have been older than it looks. */
  isStale = false;
  /** Whether its latest list had holes. */
  isPartial = false;
  /** How many routes to instances there were in the cluster when it began. */
  readonly ownedRoutes: number;
  #isObserving = false;
  readonly #rereads = new Map<string, Reread>();
  readonly #reads = new Map<string, Reread[]>();
  readonly #createdAt = new Map<string, number>();
  /** The routes in whose places it left none. */
  readonly #removed = new Map<string, ActualRoute>();

  constructor(now: number, ownedRoutes: number) {
    this.observedAt = now;
    this.ownedRoutes = ownedRoutes;
  }

  /** A call was answered. */
  recordCall(classification: CallClassification, now: number, stale: boolean): void {
    const isList = classification.kind === 'list-routes';
    if (classification.kind === 'observe') this.#recordObservation(now, stale, classification.holes);
    else if (isList && this.#isObserving) this.isStale ||= stale;
    else if (!isList && classification.kind !== 'other') this.#isObserving = false;
    if (isList || classification.kind === 'reread') {
      const { readKey } = classification;
      this.#reads.set(readKey, [...(this.#reads.get(readKey) ?? []), { at: now, stale }]);
    }
    if (classification.kind !== 'reread') return;
    // One table is read again for each of its routes: of which, a call does not tell, so the first counts.
    const { at = now, stale: wasStale = false } = this.#rereads.get(classification.readKey) ?? {};
    this.#rereads.set(classification.readKey, { at, stale: wasStale || stale });
  }

  /** When `what` was read again since the latest look. */
  rereadOf(what: string): Reread | undefined {
    return this.#rereads.get(what);
  }

  /** When the routes of a table were read since, first of all: which node a read was for, a call does not tell. */
  readsSince(what: string, at: number): readonly Reread[] {
    return (this.#reads.get(what) ?? []).filter((read) => read.at > at);
  }

  /** When the function itself made a route. */
  createdAt(table: string, destination: string): number | undefined {
    return this.#createdAt.get(`${table} ${destination}`);
  }

  recordEffect(effect: RouteEffect, now: number): void {
    const { table, destination } = 'removed' in effect ? effect.removed : effect.created;
    const place = `${table} ${destination}`;
    if ('removed' in effect) this.#removed.set(place, effect.removed);
    else this.#removed.delete(place);
    if ('created' in effect) this.#createdAt.set(place, now);
  }

  /** How many places it emptied that none of `news` accounts for. A dead route may be nameless: an end accounts for one of each kind. */
  unexplainedRemovals(meanings: readonly EventMeaning[]): number {
    const named = new Set(meanings.map(({ instance }) => instance));
    // Told twice, it may be in two batches, each of which is a run of its own.
    const ended = meanings.filter(({ state }) => state === 'deleted').length;
    const others = [...this.#removed.values()].filter(({ createdFor = '' }) => !named.has(createdFor));
    const ofEachKind = groupBy(others, ({ table, destination }) => `${table} ${familyOf(destination)}`);
    return [...ofEachKind.values()].reduce((sum, { length }) => sum + Math.max(0, length - ended), 0);
  }

  #recordObservation(now: number, stale: boolean, holes: ListCompleteness | undefined): void {
    if (!this.#isObserving) {
      this.observedAt = now;
      this.isStale = false;
      this.#rereads.clear();
    }
    this.#isObserving = true;
    this.isStale ||= stale;
    if (holes !== undefined) this.isPartial = holes.hasGaps || (holes.page === 'later' && this.isPartial);
  }
}
