import type { Request } from '../../shared/reconcile/request.ts';
import type { Undone } from '../../shared/reconcile/report.ts';

/**
 * What of all that a reconcile left undone concerns one of the events that shared it: all but the failures about an instance that another
 * event named. That one is delivered again for them; a failure that no event explains is everybody's.
 *
 * @param mergedRequest what the reconcile was asked for
 * @param own the instance that the event named, if it named one
 */
export function shareOf(undone: readonly Undone[], mergedRequest: Request, own: string | undefined): Undone[] {
  const named = new Set((mergedRequest.hints ?? []).map(({ instance }) => instance));
  const isOthers = (instances: readonly (string | undefined)[]) =>
    !instances.includes(own) && instances.some((instance) => instance !== undefined && named.has(instance));
  return undone.filter(({ kind, about }) => kind !== 'failed' || !about.every(isOthers));
}
