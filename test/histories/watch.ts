import { isInCluster, overlap } from './ranges.ts';
import type { Tally } from './tally.ts';
import { protectionOf, type TrueRoute, type Truth } from './truth.ts';
import type { Life } from './turnstile.ts';
import { Violation } from './violation.ts';

/** What an API call is to the one who watches. */
export type Note =
  /** Part of reading the network. `holes`: whether what comes has holes, of a list of which this is the first page or a later one. */
  | { readonly kind: 'look'; readonly holes?: { readonly page: 'first' | 'later'; readonly found: boolean } }
  /** Reads a route, or the table that it is in, once more. */
  | { readonly kind: 'reread'; readonly what: string }
  /** Changes a route that is there; `what` must have been read again. */
  | { readonly kind: 'change'; readonly what: string }
  /** Makes a route where there is none. */
  | { readonly kind: 'make' }
  | { readonly kind: 'other' };

/** What a call did to the routes, or will do for sure. */
export type Effect = Removal | { readonly made: Pick<TrueRoute, 'table' | 'destination' | 'hop'> };

interface Removal {
  readonly removed: TrueRoute;
  /** As in the note: what must have been read again before. */
  readonly what: string;
}

const isPlace = ({ tables }: Truth, { table, destination }: TrueRoute) =>
  tables.includes(table) && isInCluster(destination);

/** Whether the same node has the same range by another route too, as a cloud may allow. */
function hasAnother({ record, table, destination, holder, hop }: TrueRoute, truth: Truth): boolean {
  return truth.routes.some(
    (other) =>
      other.record !== record &&
      other.table === table &&
      other.destination === destination &&
      holder !== undefined &&
      other.holder?.id === holder.id &&
      other.hop === hop,
  );
}

/** What a function knows from, and since when. */
interface Sight {
  lookedAt: number;
  isLooking: boolean;
  /** Whether what it saw may have been older than it looks. */
  stale: boolean;
  partial: boolean;
  readonly rereads: Map<string, { readonly at: number; readonly stale: boolean }>;
  /** How many routes to instances there were in the cluster when it began, and the places it left without one. */
  readonly owned: number;
  readonly emptied: Map<string, string | undefined>;
}

interface Known {
  readonly since: number;
  readonly protection: ReturnType<typeof protectionOf>;
  readonly protectedSince: number;
}

/**
 * Watches every API call of every function, and every change of the world between them. Throws a Violation when a promise is broken:
 * when a route is changed that had been somebody else's, or a live claimer's, since before the function looked.
 */
export class Watch {
  readonly #truth: () => Truth;
  readonly #tally: Tally;
  readonly #sights = new Map<Life, Sight>();
  #routes = new Map<object, Known>();
  /** When a live node last stated a range and was reached by a hop. */
  readonly #wanted = new Map<string, number>();
  #now = 0;

  constructor(truth: () => Truth, tally: Tally) {
    this.#truth = truth;
    this.#tally = tally;
    this.#remember();
  }

  /** Call it when the world changed by somebody else's hand. */
  worldChanged(): void {
    this.#now += 1;
    this.#remember();
  }

  /** A function is woken: what it knows from earlier does not count. */
  begin(life: Life): void {
    this.#sights.delete(life);
    this.#sightOf(life);
  }

  before(life: Life, note: Note): void {
    this.#now += 1;
    const sight = this.#sightOf(life);
    if (note.kind === 'change' && sight.partial) throw new Violation('no change on a partial listing', note.what);
    if (note.kind === 'change' && !sight.rereads.has(note.what)) {
      throw new Violation('read again before a change', `${note.what} was not`);
    }
  }

  after(life: Life, note: Note, stale: boolean, effects: readonly Effect[]): void {
    const sight = this.#sightOf(life);
    if (note.kind === 'look') this.#looked(sight, stale, note.holes);
    else if (note.kind !== 'other') sight.isLooking = false;
    if (note.kind === 'reread') {
      // One table is read again for each of its routes: of which, a call does not tell, so the first counts.
      const { at = this.#now, stale: wasStale = false } = sight.rereads.get(note.what) ?? {};
      sight.rereads.set(note.what, { at, stale: wasStale || stale });
    }
    const truth = effects.length > 0 ? this.#truth() : undefined;
    for (const effect of effects) {
      this.#tally.writes += 1;
      if (truth === undefined) continue;
      const { table, destination } = 'removed' in effect ? effect.removed : effect.made;
      if ('removed' in effect) sight.emptied.set(`${table} ${destination}`, effect.removed.madeFor);
      else sight.emptied.delete(`${table} ${destination}`);
      if ('removed' in effect) this.#checkRemoval(effect, sight, truth);
      else this.#checkMaking(effect.made, sight, truth);
    }
    this.#remember(truth);
  }

  /** A run that nobody forced has ended; `named`: the instances that it was told of. */
  ended(life: Life, named: ReadonlySet<string>): void {
    const { emptied, owned } = this.#sightOf(life);
    const unasked = [...emptied.values()].filter((id) => id === undefined || !named.has(id)).length;
    if (unasked <= 10 || unasked * 2 <= owned) return;
    throw new Violation('delete most routes only when forced', `${unasked} of ${owned} were`);
  }

  #looked(sight: Sight, stale: boolean, holes: Extract<Note, { kind: 'look' }>['holes']): void {
    if (!sight.isLooking) {
      sight.lookedAt = this.#now;
      sight.stale = false;
      sight.rereads.clear();
    }
    sight.isLooking = true;
    sight.stale ||= stale;
    if (holes !== undefined) sight.partial = holes.found || (holes.page === 'later' && sight.partial);
  }

  #checkRemoval({ removed: route, what }: Removal, sight: Sight, truth: Truth): void {
    const known = this.#routes.get(route.record);
    if (known?.protection === undefined || hasAnother(route, truth)) return;
    const reread = sight.rereads.get(what);
    // No API takes a condition: what happens between the last look at a route and the change of it cannot be seen.
    const isRace = reread !== undefined && (known.since > reread.at || reread.stale);
    const cameLater = known.protection !== 'foreign' && (known.protectedSince > sight.lookedAt || sight.stale);
    if (!isRace && !cameLater) {
      const { table, destination, hop, holder } = route;
      const details = `${destination} in ${table} to ${hop} (${holder?.id ?? 'nobody'}) was ${known.protection}`;
      throw new Violation('leave what is not ours to change', details);
    }
    this.#tally.races += 1;
  }

  #checkMaking(
    { table, destination, hop }: Pick<TrueRoute, 'table' | 'destination' | 'hop'>,
    sight: Sight,
    truth: Truth,
  ): void {
    const what = `${destination} in ${table} to ${hop}`;
    if (!truth.tables.includes(table) || !isInCluster(destination))
      throw new Violation('stay in the cluster CIDR', what);
    if (sight.stale) return;
    if ((this.#wanted.get(`${destination} ${hop}`) ?? -1) < sight.lookedAt) {
      throw new Violation('route to who states the range', `nobody does: ${what}`);
    }
    const crossed = truth.routes.find(
      (route) => route.table === table && route.destination !== destination && overlap(route.destination, destination),
    );
    const known = crossed === undefined ? undefined : this.#routes.get(crossed.record);
    const isTaken = known?.protection === 'claimed' || known?.protection === 'doubtful';
    if (isTaken && known.protectedSince < sight.lookedAt) {
      throw new Violation('one range, one node', `${what} crosses ${crossed?.destination} of ${crossed?.holder?.id}`);
    }
  }

  #sightOf(life: Life): Sight {
    const known = this.#sights.get(life);
    if (known !== undefined) return known;
    const truth = this.#truth();
    const owned = truth.routes.filter((route) => !route.foreign && isPlace(truth, route)).length;
    const sight: Sight = {
      lookedAt: this.#now,
      isLooking: false,
      stale: false,
      partial: false,
      rereads: new Map(),
      owned,
      emptied: new Map(),
    };
    this.#sights.set(life, sight);
    return sight;
  }

  #remember(truth = this.#truth()): void {
    const routes = new Map<object, Known>();
    for (const route of truth.routes) {
      const before = this.#routes.get(route.record);
      const protection = protectionOf(truth, route);
      const isSame = before !== undefined && before.protection === protection;
      routes.set(route.record, {
        since: before?.since ?? this.#now,
        protection,
        protectedSince: isSame ? before.protectedSince : this.#now,
      });
    }
    this.#routes = routes;
    for (const { statement, hopFor } of truth.instances) {
      for (const range of statement.ranges) this.#wanted.set(`${range} ${hopFor(range)}`, this.#now);
    }
  }
}
