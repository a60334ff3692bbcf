import { applyPlan } from './apply-plan.ts';
import type { ApplyContext } from './apply-change.ts';
import type { ChangeResult } from '../report/change-result.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { IpForwardingEnabler, type IpForwardingResult } from './ip-forwarding.ts';
import type { Instance } from '../model/instance.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Plan } from '../plan/plan.ts';
import type { Clock } from '../cloud/clock.ts';
import { joinAll } from '../cloud/join-all.ts';
import type { Cidr } from '../model/ranges/cidr.ts';
import { type AllocationResult, RangeAllocator } from './allocation/range-allocator.ts';
import { namedFirst, rotatedAt } from './work-order.ts';

/**
 * A plan is applied for so many milliseconds; then the network is observed again. Rate limits allow only a few writes a
 * second, and meanwhile nodes are deleted, and another function may have applied a part of the same plan.
 */
const ROUND_DURATION = 15_000;

function routeKey(change: RouteChange): string {
  // Where a cloud allows several routes to one destination, they have names.
  const name = change.action === 'create' ? undefined : change.before.name;
  return `${change.table} ${change.destination} ${name ?? ''}`;
}

interface ExecutorOptions extends Pick<ApplyContext, 'signal' | 'end' | 'onResult'> {
  readonly clusterCidrs: readonly Cidr[];
  /** Ids of the instances that events named. */
  readonly hinted: ReadonlySet<string>;
}

/** What a round left undone. */
export interface Remaining {
  readonly changes: readonly RouteChange[];
  readonly ipForwarding: readonly Instance[];
  /** Changes of routes that were tried before, or that a partial snapshot did not allow when the route was read again. */
  readonly deferred: readonly RouteChange[];
  /** When another observation would bring a node further that asks for a range. */
  readonly retryAllocationAt?: number | undefined;
}

const nodeIdOf = (change: RouteChange) => (change.action === 'delete' ? undefined : change.node.id);

const isSame = (a: RouteChange, b: RouteChange) => a.action === b.action && nodeIdOf(a) === nodeIdOf(b);

/** Applies one plan after another, each from a newer observation. No route is tried twice. */
export class PlanExecutor {
  readonly #cloud: Cloud;
  readonly #clock: Clock;
  readonly #options: ExecutorOptions;
  readonly #results = new Map<string, ChangeResult>();
  readonly #ipForwarding: IpForwardingEnabler;
  readonly #allocator: RangeAllocator;

  constructor(cloud: Cloud, clock: Clock, options: ExecutorOptions) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.#options = options;
    this.#ipForwarding = new IpForwardingEnabler(cloud);
    this.#allocator = new RangeAllocator({ cloud, ...options }, clock);
  }

  get results(): ChangeResult[] {
    return [...this.#results.values()];
  }

  get ipForwarding(): IpForwardingResult {
    return this.#ipForwarding.result;
  }

  get allocation(): AllocationResult {
    return this.#allocator.result;
  }

  /** What nodes were told in this run, by node id. */
  get told(): ReadonlyMap<string, readonly Cidr[]> {
    return this.#allocator.told;
  }

  #unattempted(changes: readonly RouteChange[]): RouteChange[] {
    return changes.filter((change) => !this.#results.has(this.#keyOf(change)));
  }

  /** A range that was freed in this run may be given to another node in it: then its creation has a key of its own. */
  #keyOf(change: RouteChange): string {
    const key = routeKey(change);
    const before = this.#results.get(key);
    const isFreed = before?.status === 'done' && before.change.action === 'delete' && change.action === 'create';
    return isFreed ? `${key} created` : key;
  }

  /** Changes that were neither made nor reported as failed. What was made may not show yet. */
  outstanding(changes: readonly RouteChange[]): RouteChange[] {
    return changes.filter((change) => {
      const result = this.#results.get(this.#keyOf(change));
      const isReported = result?.status === 'done' || result?.status === 'failed';
      return !isReported || !isSame(result.change, change);
    });
  }

  /** Applies as much of `plan` as a round has time for. */
  async executeRound(plan: Plan): Promise<Remaining> {
    const { signal } = this.#options;
    const now = this.#clock.now();
    const shouldStop = () => signal?.aborted === true || this.#clock.now() > now + ROUND_DURATION;
    const pending = this.#unattempted(plan.changes);
    const attempted = this.outstanding(plan.changes).filter((change) => !pending.includes(change));
    const changes = rotatedAt(now, pending);
    // Kinds of calls with separate rate limits: none waits for the other.
    const [results, ipForwarding, { retryAt }] = await joinAll([
      applyPlan(changes, { ...this.#options, cloud: this.#cloud, replan: plan.replan, shouldStop }),
      this.#ipForwarding.enable(plan.ipForwardingOff, shouldStop, signal),
      this.#allocator.run(namedFirst(now, plan.allocation.allocations, this.#options.hinted), shouldStop),
    ]);
    const withStatus = (status: ChangeResult['status']) =>
      results.filter((result) => result.status === status).map(({ change }) => change);
    for (const result of results) {
      if (result.status !== 'not-started' && result.status !== 'deferred')
        this.#results.set(this.#keyOf(result.change), result);
    }
    return {
      changes: withStatus('not-started'),
      ipForwarding,
      deferred: [...attempted, ...withStatus('deferred')],
      retryAllocationAt: retryAt,
    };
  }
}
