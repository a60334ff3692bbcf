import { counted } from './model/text/counted.ts';
import { postponedNodeIds, unreadClaims } from './model/snapshot.ts';
import { type QuotaShortage, quotaShortages } from './report/quota-shortages.ts';
import type { Report, ReportedError, ReportedNode, ToldNode } from './report/report.ts';
import { type ChangeResult, reportPlanned, reportResult, summarise } from './report/change-result.ts';
import { type AllocationResult, NOTHING_ALLOCATED } from './apply/allocation/range-allocator.ts';
import type { IpForwardingResult } from './apply/ip-forwarding.ts';
import type { Cloud } from './cloud/cloud.ts';
import type { Observation } from './observation.ts';
import type { Allocation } from './model/allocation.ts';
import type { Hint } from './model/hint.ts';
import type { Instance } from './model/instance.ts';
import { noteOn } from './plan/claims/node-claims.ts';
import type { RouteChange } from './model/route-change.ts';
import type { Remaining } from './apply/rounds.ts';
import { reservations } from './plan/allocation/reservations.ts';
import { undoneIn } from './report/undone.ts';

export interface ApplyResult {
  readonly results: readonly ChangeResult[];
  readonly ipForwarding: IpForwardingResult;
  readonly allocation: AllocationResult;
  readonly remaining: Remaining;
  /** Changes that were not to be started. */
  readonly suppressed: readonly RouteChange[];
  /** Nodes that wait for a range and could not be remembered. */
  readonly unrecorded?: readonly ReportedError[];
  /** Of a plan: nodes on which IP forwarding is to be enabled. */
  readonly toForward?: readonly ReportedNode[];
  /** Of a plan: what nodes are to be told. */
  readonly toTell?: readonly ToldNode[];
  /** Of a plan; a run that wrote tells what failed. */
  readonly shortages?: readonly QuotaShortage[];
  /** Why the run ended early, if it was not for lack of time. */
  readonly stopReason?: string;
}

const toldNodes = (allocations: readonly Allocation[]): ToldNode[] =>
  allocations
    .filter(({ ranges }) => ranges.length > 0)
    .map(({ node: { id: node, name }, ranges }) => ({ node, name, podCidrs: ranges.map(({ cidr }) => cidr) }));

/** What a plan says of nodes with IP forwarding off: where it is fixed, a run could only warn of them too. */
function plannedForwarding(
  { ipForwarding }: Cloud,
  nodes: readonly Instance[],
): Pick<ApplyResult, 'ipForwarding' | 'toForward'> {
  if (ipForwarding.kind === 'switchable') {
    const toForward = nodes.map(({ id: node, name }) => ({ node, name }));
    return { ipForwarding: { enabled: [], warnings: [], errors: [] }, toForward };
  }
  const warnings = nodes.map((node) => noteOn(node, ipForwarding.reason));
  return { ipForwarding: { enabled: [], warnings, errors: [] } };
}

export function dryRunResult(cloud: Cloud, { snapshot, plan }: Observation): ApplyResult {
  const { changes: routeChanges, suppressed, ipForwardingOff } = plan;
  const changes = [...routeChanges, ...reservations(plan.allocation.allocations)];
  return {
    results: [],
    ...plannedForwarding(cloud, ipForwardingOff),
    allocation: NOTHING_ALLOCATED,
    remaining: { changes: [], ipForwarding: [], deferred: [] },
    suppressed: [...changes, ...suppressed],
    toTell: toldNodes(plan.allocation.allocations),
    shortages: quotaShortages(snapshot.tableUsages ?? [], changes),
  };
}

function conflictOf(result: ChangeResult): Report['conflicts'] {
  if (result.status !== 'conflict') return [];
  const { change, reason } = result;
  return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
}

/** Why a run ended before everything was started, and the nodes that it had no time for. */
function interruption(remaining: number, of: number, postponed: readonly string[], stopReason: string | undefined) {
  const parts = [
    ...(remaining > 0 ? [`${remaining} of ${counted(of, 'change')} not begun`] : []),
    ...(postponed.length > 0 ? [`no time for ${counted(postponed.length, 'node')}`] : []),
  ];
  const reason = stopReason ?? (parts.length > 0 ? `stopped with ${parts.join(' and ')}` : undefined);
  return {
    ...(reason === undefined ? {} : { interrupted: reason }),
    ...(postponed.length === 0 ? {} : { postponed }),
  };
}

/**
 * @param hints what events named
 * @param unchanged number of routes that were right before anything was written
 */
export function buildReport(
  header: Pick<Report, 'cloud' | 'cluster' | 'scope' | 'dryRun'>,
  hints: readonly Hint[],
  unchanged: number,
  last: Observation,
  result: ApplyResult,
): Report {
  const { snapshot, lagging, plan } = last;
  const { results, ipForwarding, remaining, suppressed, stopReason, unrecorded = [] } = result;
  const { toForward = [], toTell = [], shortages = [] } = result;
  const { leftOut = [] } = plan;
  const planned = (changes: readonly RouteChange[]) => changes.map((change) => reportPlanned(change, header.cloud));
  const { allocation } = result;
  const attempted = [...results, ...allocation.results]
    .map((result) => reportResult(result, header.cloud))
    .filter((change) => change !== undefined);
  const changes = [...attempted, ...planned(remaining.changes), ...planned(suppressed)];
  const conflicts = [...plan.conflicts, ...results.flatMap(conflictOf)];
  const claimErrors = unreadClaims(snapshot).map(({ id, reason }) => ({
    node: id,
    error: `Unread: ${reason}`,
    retryable: true,
  }));
  const errors = [...lagging, ...claimErrors, ...ipForwarding.errors, ...allocation.errors, ...unrecorded];
  const postponed = [...new Set([...postponedNodeIds(snapshot), ...remaining.ipForwarding.map(({ id }) => id)])];
  const undone = header.dryRun
    ? []
    : undoneIn(
        { ...last, ...result, results: [...results, ...allocation.results], errors, postponed },
        hints,
        header.scope === 'resync',
      );
  return {
    ...header,
    changes,
    conflicts,
    skipped: plan.skipped,
    warnings: ipForwarding.warnings,
    errors,
    forwarding: ipForwarding.enabled,
    ...(toForward.length === 0 ? {} : { forwardingPlanned: toForward }),
    ...(toTell.length === 0 ? {} : { toTell }),
    ...(allocation.told.length === 0 ? {} : { told: allocation.told }),
    ...(plan.allocation.exhausted.length === 0 ? {} : { withoutRange: plan.allocation.exhausted }),
    ...(shortages.length === 0 ? {} : { quotaShortages: shortages }),
    ...(snapshot.coverage === 'partial' ? { partial: snapshot.gaps } : {}),
    ...(plan.deletionGuardReason === undefined ? {} : { stopped: plan.deletionGuardReason }),
    ...interruption(remaining.changes.length, attempted.length + remaining.changes.length, postponed, stopReason),
    ...(undone.length === 0 ? {} : { undone }),
    ...(leftOut.length === 0 ? {} : { leftOut: planned(leftOut) }),
    summary: summarise(changes, unchanged, conflicts.length),
  };
}
