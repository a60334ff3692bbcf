import type { Request } from '../../shared/reconcile/reconcile.ts';
import type { Report, ReportedChange } from '../../shared/reconcile/report.ts';

const namesOf = ({ node, target, before }: ReportedChange) => [node, target, before];

/**
 * What of a report concerns one of the events that shared its reconcile: all but the failures about an instance that another
 * event named. That one is delivered again for them; a failure that no event explains is everybody's.
 *
 * @param mergedRequest what the reconcile was asked for
 * @param own the instance that the event named, if it named one
 */
export function shareOf(report: Report, mergedRequest: Request, own: string | undefined): Report {
  const named = new Set((mergedRequest.hints ?? []).map(({ instance }) => instance));
  const isOthers = (instances: readonly (string | undefined)[]) =>
    !instances.includes(own) && instances.some((instance) => instance !== undefined && named.has(instance));
  return {
    ...report,
    changes: report.changes.filter((change) => change.status !== 'failed' || !isOthers(namesOf(change))),
    errors: report.errors.filter(({ node }) => !isOthers([node])),
  };
}
