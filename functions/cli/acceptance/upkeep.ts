import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import type { Cluster } from '../../../shared/reconcile/model/instance.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';

/** Who keeps the routes right while they are watched. */
export interface Upkeep {
  /** Reconciles once; where the deployed function does that, nothing. */
  readonly attempt: () => Promise<unknown>;
  /** Answers when what has happened until now was reconciled. */
  readonly complete: () => Promise<unknown>;
  /** Milliseconds that a route may take. */
  readonly patience: number;
}

interface Resync {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onReport?: (report: Report) => Promise<unknown>;
}

/** The same as `podroutes resync`. */
export function byCommandLine({ cloud, cluster, clock, signal, onReport = async () => {} }: Resync): Upkeep {
  const resync = async () => onReport(await reconcile(cloud, cluster, { signal }, clock));
  return { attempt: resync, complete: resync, patience: 300_000 };
}

/** What no event tells of, the schedule repairs: by default it runs every five minutes. */
const FUNCTION_PATIENCE = 900_000;
/** An event is with the function within seconds; a run of it takes less than one. */
const FUNCTION_REST = 60_000;

/** The deployed function does it by itself, by its events. */
export function byFunction(clock: Clock, signal: AbortSignal): Upkeep {
  const rest = () => clock.sleep(FUNCTION_REST, signal);
  return { attempt: () => Promise.resolve(), complete: rest, patience: FUNCTION_PATIENCE };
}
