import type { Cloud, ObserveOptions } from './cloud/cloud.ts';
import { laggingInstances } from './eventual-consistency.ts';
import type { Cidr } from './model/ranges/cidr.ts';
import type { Cluster, Instance } from './model/instance.ts';
import { RecentRanges } from './recent-ranges.ts';
import type { Snapshot } from './model/snapshot.ts';
import type { Plan } from './plan/plan.ts';
import type { ReportedError } from './report/report.ts';
import type { ReconcileRequest } from './request.ts';
import type { Clock } from './cloud/clock.ts';
import { joinAll } from './cloud/join-all.ts';

/** A snapshot of the network and the plan made from it. */
export interface Observation {
  readonly snapshot: Snapshot;
  /** Instances that the API does not show yet as their events told. */
  readonly lagging: readonly ReportedError[];
  readonly plan: Plan;
  /** Ranges that are not given yet, because they had a route a short while ago. */
  readonly freedRanges: readonly Cidr[];
}

/** Observes, and again after each of `retryDelays` while an instance lags behind its event. */
export type Observer = (options: ObservationOptions) => Promise<Observation>;

interface ObservationOptions {
  readonly claimReadTimeout?: number | undefined;
  readonly retryDelays?: readonly number[];
  /** What the run has told nodes, by node id. */
  readonly told?: ReadonlyMap<string, readonly Cidr[]>;
  /** Deletions that no event asked for, so far. */
  readonly deletions?: number;
  /** Everything is read, whatever the request is about. */
  readonly isFull?: boolean;
}

/** What the run has told nodes counts as read: the API may not show it yet. */
function withTold(snapshot: Snapshot, told: ReadonlyMap<string, readonly Cidr[]>): Snapshot {
  if (told.size === 0) return snapshot;
  const instances = snapshot.instances.map((node): Instance => {
    const values = told.get(node.id);
    return values === undefined || node.claim.kind !== 'requested'
      ? node
      : { ...node, claim: { kind: 'stated', values } };
  });
  return { ...snapshot, instances };
}

export function makeObserver(
  cloud: Cloud,
  cluster: Cluster,
  request: ReconcileRequest,
  { sleep, now }: Clock,
): Observer {
  const { hints = [], full = hints.length === 0, force = false, signal, end, limiter } = request;
  const policy = { clusterCidrs: cluster.cidrs, nodeMaskSizes: cluster.nodeMaskSizes, force };
  const recentRanges = new RecentRanges();
  /** At the first look. */
  let managedCount: number | undefined;
  return async ({ claimReadTimeout, retryDelays = [], told = new Map(), isFull = false, deletions = 0 }) => {
    const options: ObserveOptions = { full: full || isFull, hints, claimReadTimeout, signal, end };
    // Loaded while the answer is on its way: a function that starts cold asks sooner.
    const [observed, { plan }] = await joinAll([cloud.observe(options), import('./plan/plan.ts')]);
    let snapshot = observed;
    let lagging = laggingInstances(snapshot, hints, now());
    for (const retryDelay of retryDelays) {
      if (lagging.length === 0) break;
      await sleep(retryDelay);
      snapshot = await cloud.observe(options);
      lagging = laggingInstances(snapshot, hints, now());
    }
    snapshot = withTold(snapshot, told);
    const freedRanges = recentRanges.update(snapshot.routes, now());
    const earlier = managedCount === undefined ? undefined : { managedCount, deletions };
    const whole = plan(snapshot, { ...policy, freedRanges, earlier }, hints);
    managedCount ??= whole.managedCount;
    if (limiter === undefined) return { snapshot, lagging, freedRanges, plan: whole };
    const { limitPlan } = await import('./plan/limit-plan.ts');
    return { snapshot, lagging, freedRanges, plan: limitPlan(whole, limiter(snapshot)) };
  };
}
