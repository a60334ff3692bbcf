import type { Outcome } from './carry-out.ts';
import type { Plan } from './plan.ts';
import { type Report, type ReportedChange, type ReportedError, reportOutcome, reportPlanned } from './report.ts';
import type { Left, Run } from './run.ts';

/** What a reconcile came to. */
export interface Done {
  readonly changes: readonly ReportedChange[];
  readonly contests: Report['conflicts'];
  readonly forwarding: Run['forwarding'];
  readonly interrupted?: string | undefined;
}

export function leaveUndone(cloud: Report['cloud'], due: Plan): Done {
  const warnings = due.notForwarding.map((node) => ({
    node: node.id,
    reason: `${node.name}: does not forward packets of its pods yet`,
  }));
  const changes = due.changes.map((change) => reportPlanned(change, cloud));
  return { changes, contests: [], forwarding: { enabled: [], warnings, errors: [] } };
}

function contestOf(outcome: Outcome): Report['conflicts'] {
  if (outcome.status !== 'contested') return [];
  const { change, reason } = outcome;
  return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
}

function cutShort({ forwarding }: Left): ReportedError[] {
  const error = 'Interrupted: there was no time to let it forward packets of its pods';
  return forwarding.map(({ id }) => ({ node: id, error, retryable: true }));
}

export function doneBy(cloud: Report['cloud'], run: Run, left: Left, why: string | undefined): Done {
  const { outcomes, forwarding } = run;
  const tried = outcomes.map((outcome) => reportOutcome(outcome, cloud)).filter((change) => change !== undefined);
  const planned = left.changes.map((change) => reportPlanned(change, cloud));
  const count = `${planned.length} of ${outcomes.length + planned.length} changes not begun`;
  return {
    changes: [...tried, ...planned],
    contests: outcomes.flatMap(contestOf),
    forwarding: { ...forwarding, errors: [...forwarding.errors, ...cutShort(left)] },
    interrupted: why ?? (planned.length > 0 ? `stopped with ${count}` : undefined),
  };
}
