import type { ChangeResult } from './report/change-result.ts';
import type { IpForwardingResult } from './apply/ip-forwarding.ts';
import { claimErrors } from './report/claim-errors.ts';
import { postponedNodeIds } from './model/postponed-claims.ts';
import type { Observation } from './observation.ts';
import type { RouteChange } from './model/route-change.ts';
import type { Plan } from './plan/plan.ts';
import type { Report } from './report/report.ts';
import { reportPlanned, reportResult, summarise } from './report/reported-change.ts';
import type { Remaining } from './apply/rounds.ts';

/** How far a plan was carried out. */
export interface ApplyResult {
  /** How every change ended that was tried. */
  readonly results: readonly ChangeResult[];
  readonly forwarding: IpForwardingResult;
  /** What there was no time for. */
  readonly left: Remaining;
  /** What was not to be begun. */
  readonly suppressed: readonly RouteChange[];
  /** Why the run ended early, where it was not for want of time. */
  readonly stopReason?: string;
}

/** Nothing of a plan was to be begun. */
export function dryRunResult({ changes, suppressed, ipForwardingOff }: Plan): ApplyResult {
  const warnings = ipForwardingOff.map(({ id, name }) => ({
    node: id,
    reason: `${name}: does not forward packets of its pods yet`,
  }));
  return {
    results: [],
    forwarding: { enabled: [], warnings, errors: [] },
    left: { changes: [], ipForwarding: [] },
    suppressed: [...changes, ...suppressed],
  };
}

function conflictOf(result: ChangeResult): Report['conflicts'] {
  if (result.status !== 'conflict') return [];
  const { change, reason } = result;
  return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
}

/** Why a run ended before everything was begun, and the nodes that it had no time for. */
function interruption(remaining: number, of: number, postponed: readonly string[], stopReason: string | undefined) {
  const parts = [
    ...(remaining > 0 ? [`${remaining} of ${of} changes not begun`] : []),
    ...(postponed.length > 0 ? [`no time for ${postponed.length} nodes`] : []),
  ];
  const reason = stopReason ?? (parts.length > 0 ? `stopped with ${parts.join(' and ')}` : undefined);
  return {
    ...(reason === undefined ? {} : { interrupted: reason }),
    ...(postponed.length === 0 ? {} : { postponed }),
  };
}

/** What every report of a reconcile begins with. */
type About = Pick<Report, 'cloud' | 'cluster' | 'scope' | 'dryRun'>;

/**
 * What is told of a reconcile.
 *
 * @param unchanged routes that were as they should be before anything was written
 * @param look the last one
 */
export function buildReport(
  about: About,
  unchanged: number,
  { snapshot, lagging, plan }: Observation,
  { results, forwarding, left, suppressed, stopReason }: ApplyResult,
): Report {
  const planned = (changes: readonly RouteChange[]) => changes.map((change) => reportPlanned(change, about.cloud));
  const tried = results.map((result) => reportResult(result, about.cloud)).filter((change) => change !== undefined);
  const changes = [...tried, ...planned(left.changes), ...planned(suppressed)];
  const conflicts = [...plan.conflicts, ...results.flatMap(conflictOf)];
  const postponed = new Set([...postponedNodeIds(snapshot), ...left.ipForwarding.map(({ id }) => id)]);
  return {
    ...about,
    changes,
    conflicts,
    skipped: plan.skipped,
    warnings: forwarding.warnings,
    errors: [...lagging, ...claimErrors(snapshot), ...forwarding.errors],
    forwarding: forwarding.enabled,
    ...(snapshot.coverage === 'partial' ? { partial: snapshot.gaps } : {}),
    ...(plan.deletionGuardReason === undefined ? {} : { stopped: plan.deletionGuardReason }),
    ...interruption(left.changes.length, tried.length + left.changes.length, [...postponed], stopReason),
    summary: summarise(changes, unchanged, conflicts.length),
  };
}
