import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Undone } from '../../shared/reconcile/report/unfinished.ts';

/**
 * What a shared reconcile left undone for one of its events: all but the failures about instances that other events named,
 * which are delivered again for them.
 *
 * @param instance the instance that the event named, if it named one
 */
export function reportForEvent(
  undone: readonly Undone[],
  mergedRequest: ReconcileRequest,
  instance: string | undefined,
): Undone[] {
  const hintedInstances = new Set((mergedRequest.hints ?? []).map(({ instanceId }) => instanceId));
  const isAboutOtherEvent = (instances: readonly (string | undefined)[]) =>
    !instances.includes(instance) &&
    instances.some((instance) => instance !== undefined && hintedInstances.has(instance));
  return undone.filter(({ kind, about }) => kind !== 'failed' || !about.every(isAboutOtherEvent));
}
