import type { Report } from '../../shared/reconcile/report/report.ts';
import { undoneIn } from '../../shared/reconcile/report/unfinished.ts';
import type { AwsParsedEvent } from './events/parsed-event.ts';

/** A event that asks for a reconcile. */
export type ReconcileEvent = Exclude<AwsParsedEvent, { kind: 'ignored' | 'malformed' | 'plan' }>;

/** What the brake holds back may be a dead route of whoever has ended: it need not say so any more. */
const mayBeSuppressed = (event: ReconcileEvent) => event.kind === 'resync' || event.hint.state === 'deleted';

/**
 * The events that caused what the report left undone: those that name its instance, else the resyncs, which look at
 * everything. A failure that nobody explains is everybody's.
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
