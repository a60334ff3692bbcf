import type { Cloud } from './cloud/cloud.ts';
import { laggingInstances } from './eventual-consistency.ts';
import type { ObserveOptions } from './cloud/observe-options.ts';
import type { Cluster } from './model/instance.ts';
import type { Snapshot } from './model/snapshot.ts';
import { type Plan, plan } from './plan/plan.ts';
import type { ReportedError } from './report/report.ts';
import type { ReconcileRequest } from './request.ts';
import type { Clock } from './cloud/clock.ts';

/** The network as it was seen, and what is to be done about it. */
export interface Observation {
  readonly snapshot: Snapshot;
  /** Instances that lag behind their events. */
  readonly lagging: readonly ReportedError[];
  readonly plan: Plan;
}

/** Looks, with so much patience, and again after each of `waits` while an instance lags behind its event. */
export type Observer = (claimReadTimeout: number | undefined, retryDelays: readonly number[]) => Promise<Observation>;

export function makeObserver(
  cloud: Cloud,
  cluster: Cluster,
  request: ReconcileRequest,
  { sleep, now }: Clock,
): Observer {
  const { hints = [], full = hints.length === 0, force = false, signal } = request;
  return async (claimReadTimeout, retryDelays) => {
    const options: ObserveOptions = { full, hints, claimReadTimeout, signal };
    let snapshot = await cloud.observe(options);
    let lagging = laggingInstances(snapshot, hints, now());
    for (const retryDelay of retryDelays) {
      if (lagging.length === 0) break;
      await sleep(retryDelay);
      snapshot = await cloud.observe(options);
      lagging = laggingInstances(snapshot, hints, now());
    }
    return { snapshot, lagging, plan: plan(snapshot, { clusterCidrs: cluster.cidrs, force }, hints) };
  };
}
