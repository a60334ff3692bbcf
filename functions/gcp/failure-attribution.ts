import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Undone } from '../../shared/reconcile/report/unfinished.ts';

/**
 * What of all that a reconcile left undone concerns one of the events that shared it: all but the failures about an instance that another
 * event named. That one is delivered again for them; a failure that no event explains is everybody's.
 *
 * @param mergedRequest what the reconcile was asked for
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
