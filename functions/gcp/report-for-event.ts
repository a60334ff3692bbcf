import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';

/**
 * The report of a shared reconcile for one of its events: without what was left undone about instances that other events named,
 * which are delivered again for it.
 *
 * @param instance the instance that the event named, if it named one
 */
export function reportForEvent(report: Report, mergedRequest: ReconcileRequest, instance: string | undefined): Report {
  const hintedInstances = new Set((mergedRequest.hints ?? []).map(({ instanceId }) => instanceId));
  const isAboutOtherEvent = (instances: readonly string[]) =>
    instances.every((id) => id !== instance) && instances.some((id) => hintedInstances.has(id));
  return { ...report, undone: (report.undone ?? []).filter(({ instances }) => !isAboutOtherEvent(instances)) };
}
