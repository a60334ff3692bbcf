import type { Report } from '../../shared/reconcile/report/report.ts';
import { undoneIn } from '../../shared/reconcile/report/unfinished.ts';
import type { AwsParsedEvent } from './events/parsed-event.ts';

/** An event that asks for a reconcile. */
export type ReconcileEvent = Exclude<AwsParsedEvent, { kind: 'ignored' | 'malformed' | 'plan' }>;

/** The mass-deletion guard may suppress the deletion of a blackhole route whose instance id EC2 has dropped. */
const mayBeSuppressed = (event: ReconcileEvent) => event.kind === 'resync' || event.hint.state === 'deleted';

/**
 * The events to retry for what the report left undone: those that name the instance of a failure, else the resyncs, else all.
 */
export function failedEvents(report: Report, events: readonly ReconcileEvent[]): Set<ReconcileEvent> {
  const resyncs = events.filter(({ kind }) => kind === 'resync');
  const causing = (instances: readonly (string | undefined)[]) => {
    const matching = events.filter((event) => event.kind !== 'resync' && instances.includes(event.hint.instanceId));
    if (matching.length > 0) return matching;
    return resyncs.length > 0 ? resyncs : events;
  };
  const attributed = undoneIn(report).flatMap(({ kind, about }) =>
    kind === 'stopped' ? events.filter(mayBeSuppressed) : about.flatMap(causing),
  );
  return new Set(attributed);
}
