import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { undoneIn } from '../../../shared/reconcile/report/unfinished.ts';
import type { QuotaHeadroom } from './quota-headroom.ts';

/** Takes one line of the embedded metric format, which CloudWatch reads out of the function's log. */
export type MetricSink = (line: string) => void;

/** The library writes a line of its own accord when a metric has 100 values; it writes past the sink. */
const VALUES_PER_LINE = 99;

/** Seconds from the event that named a node to each route that it got. */
function secondsToRoute(report: Report, hints: readonly Hint[], now: number): number[] {
  const hintedAt = new Map<string, number>();
  for (const { instanceId, at } of hints) hintedAt.set(instanceId, Math.min(at, hintedAt.get(instanceId) ?? at));
  return report.changes.flatMap(({ action, status, node = '' }) => {
    const at = hintedAt.get(node);
    return status === 'done' && action !== 'delete' && at !== undefined ? [Math.max(0, now - at) / 1000] : [];
  });
}

/** Counts what the function does, for CloudWatch. Without a sink it counts for nobody. */
export class MetricsRecorder {
  readonly #metrics = new Metrics({ namespace: 'podroutes' });
  readonly #headroom: QuotaHeadroom;
  readonly #sink: MetricSink | undefined;

  constructor(cluster: string, headroom: QuotaHeadroom, sink?: MetricSink) {
    this.#headroom = headroom;
    this.#sink = sink;
    // The library adds a dimension `service` to every metric; nobody who asks for `cluster` alone would find them.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ cluster });
  }

  /** Call it right after the reconcile: the room left is counted from what that read. */
  recordReconcile(report: Report, hints: readonly Hint[], now = Date.now()): void {
    if (report.dryRun) return;
    const { created, replaced, deleted, conflicts } = report.summary;
    this.#count({
      RoutesCreated: created,
      RoutesReplaced: replaced,
      RoutesDeleted: deleted,
      Conflicts: conflicts,
      // Time that ran out is no failure: what is left goes on at once.
      Failures: undoneIn(report).filter(({ kind }) => kind !== 'interrupted').length,
    });
    const percentLeft = this.#headroom.percentLeft(report.changes);
    if (percentLeft !== undefined)
      this.#metrics.addMetric('RoutesLeftBeforeQuotaPercent', MetricUnit.Percent, percentLeft);
    for (const [i, seconds] of secondsToRoute(report, hints, now).entries()) {
      if (i > 0 && i % VALUES_PER_LINE === 0) this.#flush();
      this.#metrics.addMetric('EventToRouteSeconds', MetricUnit.Seconds, seconds);
    }
    this.#flush();
  }

  /** Something beside the routes failed `count` times. */
  recordFailures(count = 1): void {
    this.#count({ Failures: count });
    this.#flush();
  }

  #count(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#metrics.addMetric(name, MetricUnit.Count, value);
  }

  #flush(): void {
    this.#sink?.(JSON.stringify(this.#metrics.serializeMetrics()));
    this.#metrics.clearMetrics();
  }
}
