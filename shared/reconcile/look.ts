import type { Cloud } from './cloud.ts';
import { lagging } from './lag.ts';
import type { Ask, Cluster, Snapshot } from './model.ts';
import { type Plan, plan } from './plan.ts';
import type { ReportedError } from './report.ts';
import type { Request } from './request.ts';
import type { Runtime } from './runtime.ts';

/** The network as it was seen, and what is to be done about it. */
export interface Look {
  readonly snapshot: Snapshot;
  /** Instances that lag behind their events. */
  readonly late: readonly ReportedError[];
  readonly due: Plan;
}

/** Looks, with so much patience, and again after each of `waits` while an instance lags behind its event. */
export type Looking = (patience: number | undefined, waits: readonly number[]) => Promise<Look>;

export function looking(cloud: Cloud, cluster: Cluster, request: Request, { sleep, now }: Runtime): Looking {
  const { hints = [], everything = hints.length === 0, force = false, signal } = request;
  return async (patience, waits) => {
    const ask: Ask = { everything, hints, patience, signal };
    let snapshot = await cloud.observe(ask);
    let late = lagging(snapshot, hints, now());
    for (const wait of waits) {
      if (late.length === 0) break;
      await sleep(wait);
      snapshot = await cloud.observe(ask);
      late = lagging(snapshot, hints, now());
    }
    return { snapshot, late, due: plan(snapshot, { clusterCidrs: cluster.cidrs, force }, hints) };
  };
}
