import { familyOf, overlap } from './reference-cidr.ts';
import { firstTable } from './reservations.ts';
import type { RouteTimeline } from './route-timeline.ts';
import type { InvocationView } from './invocation-view.ts';
import type { ActualInstance, GroundTruth } from './ground-truth.ts';
import { Violation } from './violation.ts';

interface Telling {
  readonly ranges: readonly string[];
  /** Somebody has changed by hand what the node says. */
  readonly isOverwritten: boolean;
}

const textOf = (ranges: readonly string[]) => ranges.join();

/** Remembers what nodes were told, and holds each telling to what was promised: one range for a node, one node for a range, and the route first. */
export class TellingChecker {
  readonly #timeline: RouteTimeline;
  /** What functions have sent to each node: it may not have arrived. */
  readonly #sent = new Map<string, Set<string>>();
  #told = new Map<string, Telling>();

  constructor(timeline: RouteTimeline) {
    this.#timeline = timeline;
  }

  /** Call it whenever something may have changed. */
  update({ instances }: GroundTruth): void {
    const told = new Map<string, Telling>();
    for (const { id, claim } of instances) {
      const before = this.#told.get(id);
      const says = claim.text ?? '';
      if (claim.isRequest !== true && this.#sent.get(id)?.has(says) === true)
        told.set(id, { ranges: says.split(','), isOverwritten: false });
      else if (before !== undefined) told.set(id, { ...before, isOverwritten: true });
    }
    this.#told = told;
  }

  /** A function is about to tell a node its ranges. Returns whether what it goes by has changed since it last read it. */
  check(id: string, ranges: readonly string[], view: InvocationView, truth: GroundTruth): { readonly isRace: boolean } {
    this.#sent.set(id, (this.#sent.get(id) ?? new Set()).add(textOf(ranges)));
    const node = truth.instances.find((each) => each.id === id);
    if (node === undefined) return { isRace: true };
    this.#checkOthers(node, ranges, truth);
    this.#checkEarlier(node, ranges, view, truth);
    const states = ranges.map((range) => this.#routeState(node, range, view, truth));
    return { isRace: states.includes('race') };
  }

  /** Whether a function has sent the range to whoever is reached by `hop`, though it may not have arrived. */
  wasSent(range: string, hop: string, { instances }: GroundTruth): boolean {
    const nodes = instances.filter((node) => node.nextHopFor(range) === hop);
    return nodes.some(({ id }) => [...(this.#sent.get(id) ?? [])].some((text) => text.split(',').includes(range)));
  }

  #checkOthers({ id }: ActualInstance, ranges: readonly string[], { instances }: GroundTruth): void {
    for (const other of instances) {
      const told = this.#told.get(other.id);
      if (other.id === id || told === undefined || told.isOverwritten) continue;
      const shared = told.ranges.find((range) => ranges.some((each) => overlap(each, range)));
      if (shared === undefined) continue;
      throw new Violation('no two nodes are given one range', `${id}: ${textOf(ranges)}, ${other.id}: ${shared}`);
    }
  }

  /** What somebody has overwritten by hand, podroutes knows by the route alone: without that it may give another range. */
  #checkEarlier(node: ActualInstance, ranges: readonly string[], view: InvocationView, truth: GroundTruth): void {
    const told = this.#told.get(node.id);
    if (told === undefined || textOf(told.ranges) === textOf(ranges)) return;
    const isKnown = (range: string) => this.#isHeldSince(node, range, view.observedAt, truth);
    const missing = told.ranges.filter((range) => !ranges.includes(range));
    if (told.isOverwritten && (view.isStale || !missing.some(isKnown))) return;
    throw new Violation('no node is told a second range', `${node.id}: ${textOf(told.ranges)}, then ${textOf(ranges)}`);
  }

  /** Whether the first table has had one route of the family to the node since, which leads from `range`. */
  #isHeldSince({ id }: ActualInstance, range: string, since: number, truth: GroundTruth): boolean {
    const table = firstTable(truth);
    const own = truth.routes.filter(
      (route) =>
        route.table === table &&
        !route.foreign &&
        route.isMisdirected !== true &&
        route.holder?.id === id &&
        familyOf(route.destination) === familyOf(range),
    );
    const [route] = own;
    const entry = route && this.#timeline.entryFor(route);
    return own.length === 1 && route?.destination === range && entry !== undefined && entry.since < since;
  }

  #routeState({ id }: ActualInstance, range: string, view: InvocationView, truth: GroundTruth): 'held' | 'race' {
    const table = firstTable(truth);
    const reads = view.readsSince(table, view.createdAt(table, range) ?? view.observedAt);
    const [read] = reads;
    const broken = (why: string) =>
      new Violation('nobody is told a range whose route is not theirs', `${id}: ${range} ${why}`);
    if (read === undefined) throw broken('was not read back');
    const isHeld = truth.routes.some(
      (route) =>
        route.table === table &&
        route.destination === range &&
        !route.foreign &&
        route.isMisdirected !== true &&
        route.holder?.id === id,
    );
    if (isHeld) return 'held';
    const wasHeld = (this.#timeline.heldAt(table, range, id) ?? -1) >= read.at;
    if (wasHeld || reads.some(({ stale }) => stale)) return 'race';
    throw broken('has no route to it');
  }
}
