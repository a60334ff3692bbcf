import type { Report } from '../../shared/reconcile/report/report.ts';
import type { AwsParsedEvent } from './events/parsed-event.ts';

/** An event that asks for a reconcile. */
export type ReconcileEvent = Exclude<AwsParsedEvent, { kind: 'ignored' | 'malformed' | 'plan' }>;

/**
 * The events to retry for what a report left undone: those that name an instance of it, else the resyncs, else all.
 */
export function failedEvents(undone: Report['undone'] = [], events: readonly ReconcileEvent[]): Set<ReconcileEvent> {
  const resyncs = events.filter(({ kind }) => kind === 'resync');
  const attributed = undone.flatMap(({ instances }) => {
    const matching = events.filter((event) => event.kind !== 'resync' && instances.includes(event.hint.instanceId));
    if (matching.length > 0) return matching;
    return resyncs.length > 0 ? resyncs : events;
  });
  return new Set(attributed);
}
