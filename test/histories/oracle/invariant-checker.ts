import { RouteTimeline } from './route-timeline.ts';
import type { EventMeaning } from '../run/event-queue.ts';
import type { RouteEffect, RouteCreation, CallClassification, RouteRemoval } from './call-classification.ts';
import { isEntitled } from './expected-routes.ts';
import { checkReservation } from './reservation-checker.ts';
import { firstTable } from './reservations.ts';
import { TellingChecker } from './telling-checker.ts';
import { isInCluster, overlap } from './reference-cidr.ts';
import { InvocationView } from './invocation-view.ts';
import type { Statistics } from '../explore/statistics.ts';
import { hasDuplicate, isInScope, missingRoutes, type ActualRoute, type GroundTruth } from './ground-truth.ts';
import type { SimulatedProcess } from '../run/call-scheduler.ts';
import { Violation } from './violation.ts';

/**
 * Watches every API call of every function, and every change of the world between them. Throws a Violation when a promise is broken:
 * when a route is changed that had been somebody else's, or a live claimer's, since before the function looked.
 */
export class InvariantChecker {
  readonly #groundTruth: () => GroundTruth;
  readonly #statistics: Statistics;
  readonly #views = new Map<SimulatedProcess, InvocationView>();
  readonly #timeline = new RouteTimeline();
  readonly #tellings = new TellingChecker(this.#timeline);
  #now = 0;
  /** When something last changed that the function that looks did not do. */
  #changedAt = 0;

  constructor(truth: () => GroundTruth, tally: Statistics) {
    this.#groundTruth = truth;
    this.#statistics = tally;
    this.#update();
  }

  /** Call it when the world changed by somebody else's hand. */
  onExternalChange(): void {
    this.#now += 1;
    this.#changedAt = this.#now;
    this.#update();
  }

  #update(truth = this.#groundTruth()): void {
    this.#timeline.update(truth, this.#now);
    this.#tellings.update(truth);
  }

  /** A function is woken: what it knows from earlier does not count. */
  onInvocationStart(proc: SimulatedProcess): void {
    const truth = this.#groundTruth();
    const owned = truth.routes.filter((route) => !route.foreign && isInScope(truth, route)).length;
    this.#views.set(proc, new InvocationView(this.#now, owned));
  }

  beforeCall(proc: SimulatedProcess, classification: CallClassification): void {
    this.#now += 1;
    const view = this.#viewOf(proc);
    if (classification.kind === 'complete-hook') this.#checkHookCompletion(classification.instance, view);
    if (classification.kind === 'tell') this.#checkTelling(classification, view);
    if (classification.kind !== 'modify') return;
    if (view.isPartial) throw new Violation('no change on a partial listing', classification.readKey);
    if (view.rereadOf(classification.readKey) === undefined) {
      throw new Violation('read again before a change', `${classification.readKey} was not`);
    }
  }

  afterCall(
    proc: SimulatedProcess,
    classification: CallClassification,
    stale: boolean,
    effects: readonly RouteEffect[],
  ): void {
    const view = this.#viewOf(proc);
    view.recordCall(classification, this.#now, stale);
    const truth = this.#groundTruth();
    if (effects.length > 0) this.#changedAt = this.#now;
    for (const effect of effects) {
      this.#statistics.writes += 1;
      view.recordEffect(effect, this.#now);
      if ('removed' in effect) this.#checkRemoval(effect, view, truth);
      else {
        this.#checkCreation(effect.created, view, truth);
        if (classification.kind === 'create') this.#checkOrder(effect.created, view, truth);
      }
    }
    this.#update(truth);
  }

  /** A run that nobody forced has ended; `news`: what it was told. */
  onInvocationEnd(proc: SimulatedProcess, meanings: readonly EventMeaning[]): void {
    const view = this.#viewOf(proc);
    const unexplained = view.unexplainedRemovals(meanings);
    if (unexplained <= 10 || unexplained * 2 <= view.ownedRoutes) return;
    throw new Violation('delete most routes only when forced', `${unexplained} of ${view.ownedRoutes} were`);
  }

  #checkRemoval({ removed: route, readKey }: RouteRemoval, view: InvocationView, truth: GroundTruth): void {
    const known = this.#timeline.entryFor(route);
    if (known?.protection === undefined || hasDuplicate(truth, route)) return;
    const reread = view.rereadOf(readKey);
    // No API takes a condition: what happens between the last look at a route and the change of it cannot be seen.
    const changedAt = Math.max(known.since, known.duplicatedAt ?? 0);
    const isRace = reread !== undefined && (changedAt > reread.at || reread.stale);
    const cameLater = known.protection !== 'foreign' && (known.protectedSince > view.observedAt || view.isStale);
    if (!isRace && !cameLater) {
      const { table, destination, nextHop, holder } = route;
      const details = `${destination} in ${table} to ${nextHop} (${holder?.id ?? 'nobody'}) was ${known.protection}`;
      throw new Violation('leave what is not ours to change', details);
    }
    this.#statistics.races += 1;
  }

  #checkCreation({ table, destination, nextHop }: RouteCreation, view: InvocationView, truth: GroundTruth): void {
    const what = `${destination} in ${table} to ${nextHop}`;
    if (!truth.tables.includes(table) || !isInCluster(destination)) {
      throw new Violation('stay in the cluster CIDR', what);
    }
    if (view.isStale) return;
    if ((this.#timeline.claimedAt(destination, nextHop) ?? -1) < view.observedAt) {
      const isRequested = (this.#timeline.requestedAt(nextHop) ?? -1) >= view.observedAt;
      if (isRequested) return checkReservation({ table, destination, nextHop }, view, truth, this.#timeline);
      throw new Violation('route to who states the range', `nobody does: ${what}`);
    }
    const overlapping = truth.routes.find((route) => {
      const known = this.#timeline.entryFor(route);
      const isTaken = known?.protection === 'claimed' || known?.protection === 'unresolved';
      // A node may have part of what it had before.
      const isHere = route.table === table && route.destination !== destination && route.nextHop !== nextHop;
      return isHere && isTaken && known.protectedSince < view.observedAt && overlap(route.destination, destination);
    });
    if (overlapping === undefined) return;
    // Where people made routes to both, the earlier node gets its range in all tables; the other keeps what it has.
    const isMade = (route: ActualRoute) => route.table === table && route.destination === destination;
    const beforeCall = { ...truth, routes: truth.routes.filter((route) => !isMade(route)) };
    if (isEntitled(beforeCall, destination, nextHop)) return;
    throw new Violation(
      'one range, one node',
      `${what} crosses ${overlapping.destination} of ${overlapping.holder?.id}`,
    );
  }

  /** A node that asks has its range reserved in the first table, and is told it before the other tables lead to it. */
  #checkOrder({ table, destination, nextHop }: RouteCreation, view: InvocationView, truth: GroundTruth): void {
    if (view.isStale || table === firstTable(truth)) return;
    if ((this.#timeline.requestedSince(nextHop) ?? Infinity) >= view.observedAt) return;
    if (this.#tellings.wasSent(destination, nextHop, truth)) return;
    throw new Violation('reserve, tell, then route in the other tables', `${destination} in ${table} to ${nextHop}`);
  }

  #checkTelling({ instance, ranges }: Extract<CallClassification, { kind: 'tell' }>, view: InvocationView): void {
    this.#statistics.tellings += 1;
    const { isRace } = this.#tellings.check(instance, ranges, view, this.#groundTruth());
    if (isRace) this.#statistics.races += 1;
  }

  #checkHookCompletion(instance: string, view: InvocationView): void {
    if (view.isStale || this.#changedAt > view.observedAt) return;
    const missing = missingRoutes(this.#groundTruth(), instance);
    if (missing.length > 0) throw new Violation('open no gate before the routes are there', missing.join(', '));
  }

  #viewOf(proc: SimulatedProcess): InvocationView {
    const known = this.#views.get(proc);
    if (known === undefined) throw new Error('a function runs that nobody woke');
    return known;
  }
}
