import type { CloudError } from '../cloud/cloud-error.ts';
import { deletedInstanceIds, type Hint, unreferencedIds } from '../model/hint.ts';
import { type Cidr, overlaps } from '../model/ranges/cidr.ts';
import { statedRanges } from '../model/stated-ranges.ts';
import type { RouteChange } from '../model/route-change.ts';
import { isInconclusive, type Snapshot } from '../model/snapshot.ts';
import type { Plan } from '../plan/plan.ts';
import { type ChangeResult, reportError } from './change-result.ts';
import type { ReportedError, Undone } from './report.ts';

/** The last plan of a run, and what came of it. */
interface FinalState {
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly results: readonly ChangeResult[];
  readonly remaining: { readonly changes: readonly RouteChange[]; readonly deferred: readonly RouteChange[] };
  readonly suppressed: readonly RouteChange[];
  readonly errors: readonly ReportedError[];
  /** Nodes that ask for a range and were not told it, though nothing failed, or for which nothing more was done. */
  readonly allocation: { readonly pending: readonly string[] };
  readonly postponed: readonly string[];
}

/**
 * The instances that a change is about. A blackhole route whose instance id the cloud has dropped may be that of each deleted
 * instance without another route; a resync has to retry it too.
 */
function makeAttribution(snapshot: Snapshot, hints: readonly Hint[], full: boolean) {
  const idByTarget = new Map(snapshot.instances.flatMap(({ id, targetIds }) => targetIds.map((key) => [key, id])));
  const unreferenced = unreferencedIds(deletedInstanceIds(hints), snapshot.routes);
  return (change: RouteChange): readonly (readonly string[])[] => {
    const nodeIds = change.action === 'delete' ? [] : [change.node.id];
    if (change.action === 'create' || change.before.nextHop.kind !== 'instance') return [nodeIds];
    const { instanceId, targetId = '' } = change.before.nextHop;
    const owner = instanceId ?? idByTarget.get(targetId);
    if (owner !== undefined) return [[...nodeIds, owner]];
    const candidates = [...nodeIds, ...unreferenced];
    return candidates.length > 0 && full ? [candidates, []] : [candidates];
  };
}

/** Nodes that were refused a range and may get it once the snapshot is complete. */
function inconclusiveNodeIds({ snapshot, plan, results }: FinalState): string[] {
  if (!isInconclusive(snapshot)) return [];
  const conflicting = results.flatMap(({ status, change }) =>
    status === 'conflict' && change.action !== 'delete' ? [change.node.id] : [],
  );
  return [
    ...plan.conflicts.flatMap(({ nodes }) => nodes),
    ...plan.skipped.map(({ node }) => node),
    ...plan.allocation.postponed,
    ...conflicting,
  ];
}

/**
 * Finds the nodes with an event that state a part of ranges to which routes should be gone: these split their traffic, or keep
 * them from a route.
 */
function staterFinder({ instances }: Snapshot, hinted: ReadonlySet<string>): (ranges: readonly Cidr[]) => string[] {
  const stated = instances
    .filter(({ id, state }) => hinted.has(id) && state !== 'deleted')
    .flatMap(({ id, claim }) => statedRanges(claim).map((cidr) => ({ id, cidr })));
  return (ranges) => stated.filter(({ cidr }) => ranges.some((range) => overlaps(range, cidr))).map(({ id }) => id);
}

function describeFailure({ action, destination, table }: RouteChange, cause: CloudError) {
  const { error, retryable } = reportError(cause);
  return { retryable, error: `${action} ${destination} in ${table}: ${error}` };
}

/**
 * All that a run leaves undone, with the instances that each is about. Changes that are suppressed or deferred and that no event
 * asked for count in a resync only.
 */
export function undoneIn(state: FinalState, hints: readonly Hint[], full: boolean): Undone[] {
  const { snapshot, plan, results, remaining, suppressed, errors, postponed, allocation } = state;
  const attribute = makeAttribution(snapshot, hints, full);
  const hinted = new Set(hints.map(({ instanceId }) => instanceId));
  const statersOf = staterFinder(snapshot, hinted);
  const givenUpByNode = new Map(
    plan.allocation.allocations.map(({ node, surplus, unusable }) => [node.id, [...surplus, ...unusable]]),
  );
  const undone = (change: RouteChange, details: Omit<Undone, 'instances'>): Undone[] =>
    attribute(change).map((instances) => ({ instances, ...details }));
  const unmade = (change: RouteChange, details: Omit<Undone, 'instances'>): Undone[] => {
    const staters = change.action === 'delete' ? statersOf([change.destination]) : [];
    return undone(change, details).map((each) => ({
      ...each,
      instances: [...new Set([...each.instances, ...staters])],
    }));
  };
  const withThoseWaiting = (node: string) => [node, ...statersOf(givenUpByNode.get(node) ?? [])];
  const isRequested = ({ instances }: Undone) => full || instances.some((id) => hinted.has(id));
  const held = suppressed.flatMap((change) => undone(change, { retryable: false }));
  const withheld = [
    // Of many routes that lead to nobody nothing more is to be said than of one.
    ...new Map(held.map((each) => [each.instances.join(' '), each])).values(),
    ...remaining.deferred.flatMap((change) => undone(change, { retryable: true })),
  ];
  return [
    ...results.flatMap((result) =>
      result.status === 'failed' ? unmade(result.change, describeFailure(result.change, result.error)) : [],
    ),
    ...errors.map(({ node, error, retryable }) => ({
      instances: withThoseWaiting(node),
      retryable,
      error: `${node}: ${error}`,
    })),
    ...remaining.changes.flatMap((change) => unmade(change, { retryable: true })),
    ...allocation.pending.map((node) => ({ instances: withThoseWaiting(node), retryable: true })),
    ...postponed.map((node) => ({ instances: [node], retryable: true })),
    ...withheld.filter(isRequested),
    ...inconclusiveNodeIds(state)
      .filter((id) => hinted.has(id))
      .map((id) => ({ instances: [id], retryable: true })),
  ];
}
