import { Chronicle } from './chronicle.ts';
import type { News } from './mailbox.ts';
import type { Effect, Making, Note, Removal } from './note.ts';
import { mayHave } from './oracle.ts';
import { isInCluster, overlap } from './ranges.ts';
import { Sight } from './sight.ts';
import type { Tally } from './tally.ts';
import { hasAnother, isPlace, placesLacking, type TrueRoute, type Truth } from './truth.ts';
import type { Life } from './turnstile.ts';
import { Violation } from './violation.ts';

/**
 * Watches every API call of every function, and every change of the world between them. Throws a Violation when a promise is broken:
 * when a route is changed that had been somebody else's, or a live claimer's, since before the function looked.
 */
export class Watch {
  readonly #truth: () => Truth;
  readonly #tally: Tally;
  readonly #sights = new Map<Life, Sight>();
  readonly #chronicle = new Chronicle();
  #now = 0;
  /** When something last changed that the function that looks did not do. */
  #changedAt = 0;

  constructor(truth: () => Truth, tally: Tally) {
    this.#truth = truth;
    this.#tally = tally;
    this.#chronicle.write(truth(), this.#now);
  }

  /** Call it when the world changed by somebody else's hand. */
  worldChanged(): void {
    this.#now += 1;
    this.#changedAt = this.#now;
    this.#chronicle.write(this.#truth(), this.#now);
  }

  /** A function is woken: what it knows from earlier does not count. */
  begin(life: Life): void {
    const truth = this.#truth();
    const owned = truth.routes.filter((route) => !route.foreign && isPlace(truth, route)).length;
    this.#sights.set(life, new Sight(this.#now, owned));
  }

  before(life: Life, note: Note): void {
    this.#now += 1;
    const sight = this.#sightOf(life);
    if (note.kind === 'vouch') this.#checkWord(note.instance, sight);
    if (note.kind !== 'change') return;
    if (sight.isPartial) throw new Violation('no change on a partial listing', note.what);
    if (sight.reread(note.what) === undefined) {
      throw new Violation('read again before a change', `${note.what} was not`);
    }
  }

  after(life: Life, note: Note, stale: boolean, effects: readonly Effect[]): void {
    const sight = this.#sightOf(life);
    sight.saw(note, this.#now, stale);
    const truth = this.#truth();
    if (effects.length > 0) this.#changedAt = this.#now;
    for (const effect of effects) {
      this.#tally.writes += 1;
      sight.did(effect);
      if ('removed' in effect) this.#checkRemoval(effect, sight, truth);
      else this.#checkMaking(effect.made, sight, truth);
    }
    this.#chronicle.write(truth, this.#now);
  }

  /** A run that nobody forced has ended; `news`: what it was told. */
  ended(life: Life, news: readonly News[]): void {
    const sight = this.#sightOf(life);
    const unasked = sight.emptiedUnasked(news);
    if (unasked <= 10 || unasked * 2 <= sight.owned) return;
    throw new Violation('delete most routes only when forced', `${unasked} of ${sight.owned} were`);
  }

  #checkRemoval({ removed: route, what }: Removal, sight: Sight, truth: Truth): void {
    const known = this.#chronicle.of(route);
    if (known?.protection === undefined || hasAnother(truth, route)) return;
    const reread = sight.reread(what);
    // No API takes a condition: what happens between the last look at a route and the change of it cannot be seen.
    const changedAt = Math.max(known.since, known.sparedAt ?? 0);
    const isRace = reread !== undefined && (changedAt > reread.at || reread.stale);
    const cameLater = known.protection !== 'foreign' && (known.protectedSince > sight.lookedAt || sight.isStale);
    if (!isRace && !cameLater) {
      const { table, destination, hop, holder } = route;
      const details = `${destination} in ${table} to ${hop} (${holder?.id ?? 'nobody'}) was ${known.protection}`;
      throw new Violation('leave what is not ours to change', details);
    }
    this.#tally.races += 1;
  }

  #checkMaking({ table, destination, hop }: Making, sight: Sight, truth: Truth): void {
    const what = `${destination} in ${table} to ${hop}`;
    if (!truth.tables.includes(table) || !isInCluster(destination)) {
      throw new Violation('stay in the cluster CIDR', what);
    }
    if (sight.isStale) return;
    if ((this.#chronicle.wantedAt(destination, hop) ?? -1) < sight.lookedAt) {
      throw new Violation('route to who states the range', `nobody does: ${what}`);
    }
    const crossed = truth.routes.find((route) => {
      const known = this.#chronicle.of(route);
      const isTaken = known?.protection === 'claimed' || known?.protection === 'doubtful';
      // A node may have part of what it had before.
      const isHere = route.table === table && route.destination !== destination && route.hop !== hop;
      return isHere && isTaken && known.protectedSince < sight.lookedAt && overlap(route.destination, destination);
    });
    if (crossed === undefined) return;
    // Where people made routes to both, the earlier node gets its range in all tables; the other keeps what it has.
    const isMade = (route: TrueRoute) => route.table === table && route.destination === destination;
    const before = { ...truth, routes: truth.routes.filter((route) => !isMade(route)) };
    if (mayHave(before, destination, hop)) return;
    throw new Violation('one range, one node', `${what} crosses ${crossed.destination} of ${crossed.holder?.id}`);
  }

  #checkWord(instance: string, sight: Sight): void {
    if (sight.isStale || this.#changedAt > sight.lookedAt) return;
    const lacking = placesLacking(this.#truth(), instance);
    if (lacking.length > 0) throw new Violation('open no gate before the routes are there', lacking.join(', '));
  }

  #sightOf(life: Life): Sight {
    const known = this.#sights.get(life);
    if (known === undefined) throw new Error('a function runs that nobody woke');
    return known;
  }
}
