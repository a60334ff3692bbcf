import type { Cloud, ObserveOptions } from './cloud/cloud.ts';
import { laggingInstances } from './eventual-consistency.ts';
import type { Cluster } from './model/instance.ts';
import type { Snapshot } from './model/snapshot.ts';
import { type Plan, plan } from './plan/plan.ts';
import type { ReportedError } from './report/report.ts';
import type { ReconcileRequest } from './request.ts';
import type { Clock } from './cloud/clock.ts';

/** A snapshot of the network and the plan made from it. */
export interface Observation {
  readonly snapshot: Snapshot;
  /** Instances that the API does not show yet as their events told. */
  readonly lagging: readonly ReportedError[];
  readonly plan: Plan;
}

/** Observes, and again after each of `retryDelays` while an instance lags behind its event. */
export type Observer = (claimReadTimeout: number | undefined, retryDelays: readonly number[]) => Promise<Observation>;

export function makeObserver(
  cloud: Cloud,
  cluster: Cluster,
  request: ReconcileRequest,
  { sleep, now }: Clock,
): Observer {
  const { hints = [], full = hints.length === 0, force = false, signal, end } = request;
  return async (claimReadTimeout, retryDelays) => {
    const options: ObserveOptions = { full, hints, claimReadTimeout, signal, end };
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
