import type { Cidr } from '../model/ranges/cidr.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Conflict, SkippedNode } from '../model/conflict.ts';
import type { Instance } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { RouteAction } from './decision-table.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Hint } from '../model/hint.ts';
import { toChange, attributeOrphans } from './drift.ts';
import { type EarlierDeletions, massDeletionGuard } from './mass-deletion-guard.ts';
import { conflictsIn } from './conflicts.ts';
import type { WaitingNode } from '../model/waiting-node.ts';
import { waitingForAnyRange, waitingNodes } from './waiting-nodes.ts';
import { remarksOn } from './claims/claim-remarks.ts';
import { isOwnRoute } from './claims/reserved-ranges.ts';
import { unstatedNodes } from './claims/unstated-nodes.ts';
import { type AllocationPlan, allocate } from './allocation/allocate.ts';
import type { NodeMaskSizes } from '../model/instance.ts';

export interface Policy {
  readonly clusterCidrs: readonly Cidr[];
  /** Turns the mass deletion guard off. */
  readonly force: boolean;
  readonly nodeMaskSizes?: NodeMaskSizes | undefined;
  /** Ranges that had a route a short while ago: nobody is given them yet. */
  readonly freedRanges?: readonly Cidr[];
  /** Of a later look of the same run. */
  readonly earlier?: EarlierDeletions | undefined;
}

export interface Plan {
  readonly changes: readonly RouteChange[];
  readonly conflicts: readonly Conflict[];
  readonly skipped: readonly SkippedNode[];
  readonly waiting: readonly WaitingNode[];
  /** What nodes are to be given that ask for a range. */
  readonly allocation: AllocationPlan;
  /** Changes that a partial snapshot does not allow. */
  readonly deferred: readonly RouteChange[];
  /** Of a plan that was limited: the changes that it does not allow. */
  readonly leftOut?: readonly RouteChange[];
  /** Number of routes to instances, inside the cluster CIDR. */
  readonly managedCount: number;
  /** Number of routes that are right. */
  readonly unchanged: number;
  /** Running nodes that have a route and drop their pods' packets. */
  readonly ipForwardingOff: readonly Instance[];
  /** Why the plan must not be applied whole without force. */
  readonly deletionGuardReason?: string;
  /** Changes that the mass deletion guard holds back. What events asked for is in `changes` all the same. */
  readonly suppressed: readonly RouteChange[];
  /** The change for a route that was read again, or the action if that is none. */
  readonly replan: (change: RouteChange, current: Route | undefined) => RouteChange | RouteAction | Deferral;
}

/** The change would be due, but a partial snapshot does not allow it. */
interface Deferral {
  readonly kind: 'defer';
  readonly change: RouteChange;
}

function nodesWithIpForwardingOff({ claims, winner }: Evaluation): Instance[] {
  const nodes = new Map<string, Instance>();
  for (const destination of claims.accepted.keys()) {
    const node = winner(destination);
    // Not while it is pending: set-up scripts switch the source/dest check off themselves right after launch.
    if (node !== undefined && node.state === 'running' && !node.canIpForward) nodes.set(node.id, node);
  }
  return [...nodes.values()];
}

/**
 * A node that asks for a range is told it before it gets a route in the other tables. What leads to nobody there is deleted
 * meanwhile. While the node is stopped it is told nothing: what leads elsewhere is deleted as if nobody had the range.
 */
function beforeTelling(change: RouteChange): RouteChange | undefined {
  if (change.action === 'delete' || change.node.claim.kind !== 'requested') return change;
  if (change.action === 'create' || isOwnRoute(change.before, change.node)) return undefined;
  if (change.node.state !== 'stopped' && change.reason !== 'target gone') return undefined;
  const { table, destination, before, reason, drift } = change;
  return { action: 'delete', table, destination, before, reason, drift };
}

function skippedNodes({ claims }: Evaluation): SkippedNode[] {
  return [...claims.refused.map((note) => ({ ...note, refused: true as const })), ...claims.statingWholeCidr];
}

/**
 * Compares what the nodes say with what the tables hold. Pure and total: no clock, no cloud, no exception.
 *
 * For each destination inside the cluster CIDR, in each table:
 *
 * | actual                                             | desired        | do                                     |
 * |----------------------------------------------------|----------------|----------------------------------------|
 * | none                                               | one live node  | create                                 |
 * | -> that node, active                               | that node      | keep                                   |
 * | -> that node, blackhole, node running              | that node      | replace                                |
 * | -> that node, blackhole, node stopped or booting   | that node      | keep: it heals itself                  |
 * | -> an instance or interface that is gone           | a live node    | replace                                |
 * | -> that node, other interface or address           | that node      | replace                                |
 * | -> another live node that also claims it           | two nodes      | conflict: the holder keeps it          |
 * | none                                               | two live nodes | conflict: the earlier launched gets it |
 * | -> a live node that claims something else          | nobody         | delete                                 |
 * | -> a live node that claims something else          | a live node    | replace                                |
 * | -> a node whose claim is in doubt                  | anybody        | keep; conflict if claimed              |
 * | -> a live instance that is no node                 | anybody        | keep; conflict if claimed              |
 * | -> an instance or interface that is gone           | nobody         | delete                                 |
 * | -> somebody the snapshot does not show             | anybody        | keep; conflict if claimed              |
 * | the whole cluster CIDR -> a live instance           | nobody         | keep: it is no node's route            |
 * | -> gateway, NAT, peering, propagated, not ours     | anybody        | keep; conflict if claimed              |
 * | -> that node, active, not ours                     | that node      | keep, also beside one of ours          |
 * | -> a live node that asks for a range               | that node      | keep: it has that range                |
 * | -> somebody else than a node that asks, stopped    | that node      | delete: it is told nothing yet         |
 * | -> an instance that is gone                        | one that asks  | delete: it is told before              |
 * | none                                               | nobody         | may be given to a node that asks       |
 *
 * Routes outside the cluster CIDR are ignored. A claim that overlaps an accepted one is refused; ranges with a route are accepted
 * first, a right one before one that leads elsewhere, then the narrower, then the earlier launched. A node that states a whole
 * cluster CIDR claims nothing by it. A `scoped` snapshot (what an event asks about) goes by the same table: it shows fewer nodes,
 * and only what it looked for counts as deleted. A `partial` snapshot only creates. Where a cloud allows several routes to a
 * destination (GCP), the best goes by the table; another one of ours to the same node is deleted while the best is there, and so
 * is one to nobody or to a node that claims something else.
 */
export function plan(snapshot: Snapshot, policy: Policy, hints: readonly Hint[] = []): Plan {
  const { clusterCidrs, force } = policy;
  const hinted = new Set(hints.map((hint) => hint.instanceId));
  const evaluation = evaluate(snapshot, clusterCidrs);
  const { managedCount } = evaluation;
  const allocation = allocate(snapshot, policy, evaluation);
  const isAllowed = ({ action }: RouteChange) => snapshot.coverage !== 'partial' || action === 'create';
  const candidates = evaluation.decisions
    .map((decision) => toChange(decision, hinted))
    .filter((change) => change !== undefined)
    .map(beforeTelling)
    .filter((change) => change !== undefined);
  const attributed = attributeOrphans(candidates, snapshot, hints);
  const changes = attributed.filter(isAllowed);
  const deletionGuardReason = massDeletionGuard(changes, policy.earlier ?? { managedCount, deletions: 0 }, force);
  // What events asked for does not wait until somebody forces the rest.
  const isSuppressed = (change: RouteChange) => deletionGuardReason !== undefined && change.drift;
  const isDue = ({ id }: Instance) => deletionGuardReason === undefined || hinted.has(id);
  return {
    changes: changes.filter((change) => !isSuppressed(change)),
    suppressed: changes.filter(isSuppressed),
    deferred: attributed.filter((change) => !isAllowed(change)),
    conflicts: conflictsIn(evaluation),
    waiting: waitingNodes(evaluation, waitingForAnyRange(allocation, clusterCidrs)),
    allocation,
    skipped: [
      ...skippedNodes(evaluation),
      ...allocation.exhausted,
      ...allocation.contested,
      ...remarksOn(snapshot.instances),
      ...unstatedNodes(snapshot, clusterCidrs).map(({ note }) => note),
    ],
    managedCount,
    unchanged: evaluation.decisions.filter(({ action }) => action.kind === 'keep').length,
    ipForwardingOff: nodesWithIpForwardingOff(evaluation).filter(isDue),
    ...(deletionGuardReason === undefined ? {} : { deletionGuardReason }),
    replan: ({ table, destination, drift }, current) => {
      const action = evaluation.decideFor(destination, current);
      const decided = toChange({ table, destination, action }, hinted);
      if (decided === undefined) return action;
      const change = beforeTelling(decided);
      if (change === undefined) return { kind: 'none' };
      return isAllowed(change) ? { ...change, drift: drift && change.drift } : { kind: 'defer', change };
    },
  };
}
