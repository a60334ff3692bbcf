import type { Outcome } from './carry-out.ts';
import type { Plan } from './plan.ts';
import { type Report, type ReportedChange, reportOutcome, reportPlanned } from './report.ts';
import type { Left, Run } from './run.ts';

/** What a reconcile came to. */
export interface Done {
  readonly changes: readonly ReportedChange[];
  /** What the brake held back. */
  readonly held: readonly ReportedChange[];
  readonly contests: Report['conflicts'];
  readonly forwarding: Run['forwarding'];
  /** Nodes that still do not forward, for want of time. */
  readonly postponed: readonly string[];
  /** Why the run ended early, where it was not for want of time. */
  readonly why?: string | undefined;
}

export function leaveUndone(cloud: Report['cloud'], due: Plan): Done {
  const warnings = due.notForwarding.map((node) => ({
    node: node.id,
    reason: `${node.name}: does not forward packets of its pods yet`,
  }));
  const planned = (changes: Plan['changes']) => changes.map((change) => reportPlanned(change, cloud));
  return {
    changes: planned(due.changes),
    held: planned(due.held),
    contests: [],
    forwarding: { enabled: [], warnings, errors: [] },
    postponed: [],
  };
}

function contestOf(outcome: Outcome): Report['conflicts'] {
  if (outcome.status !== 'contested') return [];
  const { change, reason } = outcome;
  return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
}

export function doneBy(cloud: Report['cloud'], run: Run, left: Left, last: Plan, why: string | undefined): Done {
  const { outcomes, forwarding } = run;
  const tried = outcomes.map((outcome) => reportOutcome(outcome, cloud)).filter((change) => change !== undefined);
  const planned = left.changes.map((change) => reportPlanned(change, cloud));
  return {
    changes: [...tried, ...planned],
    held: last.held.map((change) => reportPlanned(change, cloud)),
    contests: outcomes.flatMap(contestOf),
    forwarding,
    postponed: left.forwarding.map(({ id }) => id),
    why,
  };
}

/** Why a run that meant to write ended before everything was begun, and the nodes that it had no time for. */
export function interruption(
  { changes, postponed: forwarding, why }: Done,
  unread: readonly string[],
): Pick<Report, 'interrupted' | 'postponed'> {
  const left = changes.filter(({ status }) => status === 'planned').length;
  const postponed = [...new Set([...unread, ...forwarding])];
  const parts = [
    ...(left > 0 ? [`${left} of ${changes.length} changes not begun`] : []),
    ...(postponed.length > 0 ? [`no time for ${postponed.length} nodes`] : []),
  ];
  const reason = why ?? (parts.length > 0 ? `stopped with ${parts.join(' and ')}` : undefined);
  return {
    ...(reason === undefined ? {} : { interrupted: reason }),
    ...(postponed.length === 0 ? {} : { postponed }),
  };
}
