import type { Cloud } from '../../shared/reconcile/cloud/cloud.ts';
import type { Cluster } from '../../shared/reconcile/model/instance.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Clock } from '../../shared/reconcile/cloud/clock.ts';
import { type Logger, logReport } from './log.ts';
import { mergeHints } from './parsed-event.ts';

export interface ReconcilerOptions {
  readonly clock?: Clock;
  /** See `ReconcileRequest`. */
  readonly claimReadTimeout?: number;
  /** The signal of requests that bring none. */
  readonly deadline?: () => AbortSignal;
}

/** Runs reconciles for a function and logs what they decided. Lives as long as the process. */
export class Reconciler {
  readonly #cloud: Cloud;
  readonly #cluster: Cluster;
  readonly #options: ReconcilerOptions;
  readonly log: Logger;

  constructor(cloud: Cloud, cluster: Cluster, log: Logger, options: ReconcilerOptions = {}) {
    this.#options = options;
    this.#cloud = cloud;
    this.#cluster = cluster;
    this.log = log;
  }

  /** Reconciles and logs. The report may name failures; throws only when the network could not be read. */
  async run(request: ReconcileRequest): Promise<Report> {
    const started = performance.now();
    const hints = mergeHints(request.hints ?? []);
    const { clock, claimReadTimeout, deadline } = this.#options;
    const signal = request.signal ?? deadline?.();
    const report = await reconcile(this.#cloud, this.#cluster, { claimReadTimeout, ...request, hints, signal }, clock);
    logReport(this.log, report, Math.round(performance.now() - started));
    return report;
  }
}
