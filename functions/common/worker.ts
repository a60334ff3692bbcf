import type { Cloud } from '../../shared/reconcile/cloud.ts';
import type { Cluster, Hint } from '../../shared/reconcile/model.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import type { Request } from '../../shared/reconcile/request.ts';
import type { Runtime } from '../../shared/reconcile/runtime.ts';
import { type Logger, logReport } from './log.ts';
import { mergeHints } from './wake.ts';

export interface WorkerOptions {
  readonly runtime?: Runtime;
  /** See `Request`. */
  readonly patience?: number;
  /** Gives each reconcile that brings none the signal that ends it in time. */
  readonly limit?: () => AbortSignal;
}

/** Runs reconciles for a function and logs what they decided. Lives as long as the process. */
export class Worker {
  readonly #cloud: Cloud;
  readonly #cluster: Cluster;
  readonly #options: WorkerOptions;
  readonly log: Logger;
  /** Nodes that lost a conflict: when somebody ends, one of them may be the successor. Lost with the process; a resync knows anyway. */
  #contenders = new Set<string>();

  constructor(cloud: Cloud, cluster: Cluster, log: Logger, options: WorkerOptions = {}) {
    this.#options = options;
    this.#cloud = cloud;
    this.#cluster = cluster;
    this.log = log;
  }

  /** Reconciles and logs. The report may name failures; throws only when the network could not be read. */
  async run(request: Request): Promise<Report> {
    const started = performance.now();
    const hints = this.#withContenders(mergeHints(request.hints ?? []));
    const { runtime, patience, limit } = this.#options;
    const signal = request.signal ?? limit?.();
    const report = await reconcile(this.#cloud, this.#cluster, { patience, ...request, hints, signal }, runtime);
    this.#contenders = new Set(report.conflicts.flatMap((conflict) => conflict.nodes));
    logReport(this.log, report, Math.round(performance.now() - started));
    return report;
  }

  #withContenders(hints: Hint[]): Hint[] {
    const endings = hints.filter((hint) => hint.says === 'ended');
    const at = endings[0]?.at;
    if (at === undefined) return hints;
    const named = new Set(hints.map((hint) => hint.instance));
    const others = [...this.#contenders].filter((instance) => !named.has(instance));
    return [...hints, ...others.map((instance): Hint => ({ instance, says: 'changed', at }))];
  }
}
