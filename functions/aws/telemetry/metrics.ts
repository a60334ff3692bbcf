import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { refusedCount } from '../../../shared/reconcile/report/refused.ts';
import type { QuotaHeadroom } from './quota-headroom.ts';

/** Takes one line of the embedded metric format, which CloudWatch reads from the function's log. */
export type MetricSink = (line: string) => void;

/** At 100 values of a metric the library would flush by itself, to the console instead of the sink. */
const VALUES_PER_LINE = 99;

/** Seconds from the first event about a node to each of its routes. */
function secondsToRoute(report: Report, hints: readonly Hint[], now: number): number[] {
  const hintedAt = new Map<string, number>();
  for (const { instanceId, at } of hints) hintedAt.set(instanceId, Math.min(at, hintedAt.get(instanceId) ?? at));
  return report.changes.flatMap(({ action, status, node = '' }) => {
    const at = hintedAt.get(node);
    return status === 'done' && action !== 'delete' && at !== undefined ? [Math.max(0, now - at) / 1000] : [];
  });
}

/** Records what the function does, for CloudWatch. */
export class MetricsRecorder {
  readonly #metrics = new Metrics({ namespace: 'podroutes' });
  readonly #headroom: QuotaHeadroom;
  readonly #sink: MetricSink | undefined;

  constructor(cluster: string, headroom: QuotaHeadroom, sink?: MetricSink) {
    this.#headroom = headroom;
    this.#sink = sink;
    // Without the library's dimension `service`, under which nobody who asks for `cluster` alone finds a metric.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ cluster });
  }

  /** Call it right after the reconcile: the headroom is counted from the tables that it read. */
  recordReconcile(report: Report, hints: readonly Hint[], now = Date.now()): void {
    if (report.dryRun) return;
    const { created, replaced, deleted, conflicts, failed } = report.summary;
    this.#count({
      RoutesCreated: created,
      RoutesReplaced: replaced,
      RoutesDeleted: deleted,
      Conflicts: conflicts,
      RefusedNodes: refusedCount(report.skipped),
      NodesWithoutRange: report.withoutRange?.length ?? 0,
      // A run that time cut short is continued at once.
      Failures: failed + report.errors.length + (report.stopped === undefined ? 0 : 1),
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
