import type { Snapshot } from '../model/snapshot.ts';
import type { ReportedError } from './report.ts';

/** Claims that could not be read for a reason that may pass: the nodes keep their routes, the run must come again. */
export function claimErrors(snapshot: Snapshot): ReportedError[] {
  return snapshot.instances.flatMap(({ id, state, claim }) =>
    claim.kind === 'unreadable' && claim.retryable && state !== 'deleted'
      ? [{ node: id, error: `Unread: ${claim.reason}`, retryable: true }]
      : [],
  );
}
