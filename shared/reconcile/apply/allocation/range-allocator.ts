import pLimit from 'p-limit';
import type { Allocation } from '../../model/allocation.ts';
import type { Cidr } from '../../model/ranges/cidr.ts';
import type { ReportedError } from '../../report/report.ts';
import { type ChangeResult, reportError } from '../../report/change-result.ts';
import { CloudError } from '../../cloud/cloud-error.ts';
import type { Clock } from '../../cloud/clock.ts';
import { joinAll } from '../../cloud/join-all.ts';
import { releaseRanges, type ReservationContext, reserveRange } from './reservation.ts';
import { SettlingReservations } from './settling-reservations.ts';
import { type TellingContext, tellNode } from './tell-node.ts';
import { LatestTableRead } from './latest-table-read.ts';

/**
 * So long after a route was created its creator gives it up when it sees another one: those who find such a route later wait
 * longer than that and than a call takes (SETTLING_TIME).
 */
const WITHDRAWAL_TIME = 4000;

/**
 * Fewer than routes are created at once: two functions meet over more nodes the more of them each has under way. Chosen by
 * measurement, with a thousand nodes and two functions.
 */
const MAX_CONCURRENT_ALLOCATIONS = 16;

/** So often a node is tried in a run; the next run goes on. */
const MAX_ATTEMPTS = 5;

export interface ToldNode {
  readonly node: string;
  readonly name: string;
  readonly podCidrs: readonly Cidr[];
}

/** `again`: another look will tell. `unsettled`: somebody else may be about to tell the node. */
type Status = 'told' | 'again' | 'unsettled' | 'failed' | 'not-started';

export interface AllocationResult {
  readonly told: readonly ToldNode[];
  readonly results: readonly ChangeResult[];
  readonly errors: readonly ReportedError[];
  /** Ids of nodes that were not told, and not for an error, or that were told at the end of a run, which did not go on. */
  readonly pending: readonly string[];
}

export const NOTHING_ALLOCATED: AllocationResult = { told: [], results: [], errors: [], pending: [] };

/**
 * Gives ranges to the nodes that ask for one: reserves the range by a route in the first table, reads that table again, tells
 * the node. At most one range is told to a node, and no range to two nodes, because
 *
 * - a cloud creates a route to a destination once: one range has one reservation;
 * - a node is told only after a read that shows its reservation and no other of its own. Whoever reserves later than another
 *   sees both by that read, whatever its age, since it is no older than the later route; the later one gives its own up;
 * - a reservation that this run did not make is told or removed only when two looks, SETTLING_TIME apart, show the same, and
 *   the node untold: whoever made it has told the node by then, given it up, or ended.
 */
export class RangeAllocator {
  readonly #context: TellingContext;
  readonly #clock: Clock;
  readonly #told = new Map<string, ToldNode>();
  readonly #results = new Map<string, ChangeResult>();
  readonly #errors = new Map<string, ReportedError>();
  readonly #pending = new Set<string>();
  readonly #attempts = new Map<string, number>();
  /** When each node is tried next. Looks before that, for other nodes, are no attempts. */
  readonly #nextAttemptAt = new Map<string, number>();
  readonly #createdAt = new Map<string, number>();
  readonly #settling: SettlingReservations;
  readonly #latestRead: LatestTableRead;
  /** Telling is not allowed, and would not be for the next node. */
  #denied: CloudError | undefined;

  constructor(context: ReservationContext, clock: Clock) {
    this.#latestRead = new LatestTableRead(context.clusterCidrs);
    this.#context = { ...context, clock, onTableRead: (routes) => this.#latestRead.update(routes) };
    this.#clock = clock;
    this.#settling = new SettlingReservations(clock);
  }

  get result(): AllocationResult {
    return {
      told: [...this.#told.values()],
      results: [...this.#results.values()],
      errors: [...this.#errors.values()],
      pending: [...this.#pending],
    };
  }

  /** What was told, by node id: the next observation may not show it yet. */
  get told(): ReadonlyMap<string, readonly Cidr[]> {
    return new Map([...this.#told].map(([id, { podCidrs }]) => [id, podCidrs]));
  }

  /** Carries out as much as there is time for. Returns whether another observation would bring a node further, and when. */
  async run(allocations: readonly Allocation[], shouldStop: () => boolean): Promise<{ readonly retryAt?: number }> {
    const limit = pLimit(MAX_CONCURRENT_ALLOCATIONS);
    this.#latestRead.update([]);
    const open = allocations.filter(({ node }) => !this.#told.has(node.id) && !this.#errors.has(node.id));
    const statuses = await joinAll(open.map((allocation) => limit(() => this.#runOne(allocation, shouldStop))));
    const times = open.flatMap(({ node }, index) => this.#retryTime(node.id, statuses[index] ?? 'not-started'));
    return times.length === 0 ? {} : { retryAt: Math.min(...times) };
  }

  #retryTime(id: string, status: Status): number[] {
    if (status === 'told' || status === 'failed') return [];
    if (status === 'not-started') return [this.#clock.now()];
    const retryAt = status === 'unsettled' ? this.#settling.settledAt(id) : this.#clock.now();
    const isBefore = status === 'unsettled' && this.#nextAttemptAt.get(id) === retryAt;
    this.#nextAttemptAt.set(id, retryAt);
    const attempts = (this.#attempts.get(id) ?? 0) + (isBefore ? 0 : 1);
    this.#attempts.set(id, attempts);
    return attempts >= MAX_ATTEMPTS ? [] : [retryAt];
  }

  async #runOne(allocation: Allocation, shouldStop: () => boolean): Promise<Status> {
    const { node } = allocation;
    this.#pending.add(node.id);
    const status = shouldStop() ? 'not-started' : await this.#attempt(allocation).catch(this.#fail(allocation));
    if (status === 'told' || status === 'failed') this.#pending.delete(node.id);
    return status;
  }

  #fail({ node }: Allocation) {
    return (error: unknown): Status => {
      if (!(error instanceof CloudError)) throw error;
      if (error.kind === 'interrupted') return 'not-started';
      if (error.kind === 'permission-denied') this.#denied = error;
      this.#errors.set(node.id, { node: node.id, ...reportError(error) });
      return 'failed';
    };
  }

  async #attempt(allocation: Allocation): Promise<Status> {
    const { node, ranges, surplus, table } = allocation;
    if (this.#denied !== undefined) throw this.#denied;
    const found = [...ranges.filter(({ isReserved }) => isReserved).map(({ cidr }) => cidr), ...surplus];
    const isCreatedHere = (cidr: Cidr) => this.#createdAt.has(keyOf(node.id, cidr));
    const isOwn = found.every(isCreatedHere);
    const isSettled = isOwn || this.#settling.isSettled(node.id, found);
    if (!isSettled) return 'unsettled';
    if (surplus.length > 0) {
      await releaseRanges(this.#context, node, table, surplus);
      return 'again';
    }
    for (const { cidr, isReserved } of ranges) {
      if (isReserved) continue;
      if (this.#latestRead.isTaken(cidr, node, isCreatedHere)) return 'again';
      const result = await reserveRange(this.#context, node, table, cidr);
      if (result === undefined) return 'again';
      this.#results.set(keyOf(node.id, cidr), result);
      if (result.status !== 'not-started') this.#context.onResult?.(result);
      if (result.status === 'failed') return 'failed';
      if (result.status !== 'done') return 'not-started';
      this.#createdAt.set(keyOf(node.id, cidr), this.#clock.now());
    }
    return this.#tell(allocation, isOwn);
  }

  async #tell(allocation: Allocation, isOwn: boolean): Promise<Status> {
    const { node, ranges, table, mayRelease } = allocation;
    const podCidrs = ranges.map(({ cidr }) => cidr);
    const state = await tellNode(this.#context, allocation);
    if (state === 'confirmed') {
      this.#told.set(node.id, { node: node.id, name: node.name, podCidrs });
      return 'told';
    }
    if (state === 'not-visible' || !mayRelease) return 'again';
    // It may have been told just this range: whether the reservation is still needed, the next observation shows.
    if (state === 'told-otherwise' && !isOwn) return 'again';
    const created = podCidrs.filter((cidr) => this.#createdAt.has(keyOf(node.id, cidr)));
    const createdAt = Math.min(...created.map((cidr) => this.#createdAt.get(keyOf(node.id, cidr)) ?? 0));
    const isDue = () => !isOwn || this.#clock.now() <= createdAt + WITHDRAWAL_TIME;
    if (!isDue()) return 'again';
    // A settled reservation that overlaps another node's was told to nobody.
    const withdrawn = isOwn ? created : podCidrs;
    await releaseRanges(this.#context, node, table, withdrawn, isDue);
    for (const cidr of withdrawn) {
      this.#createdAt.delete(keyOf(node.id, cidr));
      this.#results.delete(keyOf(node.id, cidr));
    }
    return 'again';
  }
}

const keyOf = (id: string, cidr: Cidr) => `${id} ${cidr}`;
