import { type Cidr, compareCidrs } from '../model/ranges/cidr.ts';
import type { WaitingNode } from '../model/waiting-node.ts';
import { MAX_RANGES } from '../model/waiting-node.ts';
import { rangesByNode } from './claims/resolve-claims.ts';
import type { AllocationPlan } from './allocation/allocate.ts';
import type { Evaluation } from './evaluate.ts';

/** The nodes that would get a range if its holder gave it up, and those that wait for any. What is foreign is never given up. */
export function waitingNodes(
  { claims, decisions, winner }: Evaluation,
  forAnyRange: readonly WaitingNode[],
): readonly WaitingNode[] {
  const contested = [...claims.accepted].flatMap(([destination, claimants]) =>
    claimants.filter((node) => node !== winner(destination)),
  );
  const heldByOthers = decisions.flatMap(({ destination, action, current }) =>
    action.kind === 'conflict' && current?.owner.kind !== 'foreign' ? (claims.accepted.get(destination) ?? []) : [],
  );
  const overlapping = claims.overlapping.flatMap(({ claimants }) => claimants);
  const ids = new Set([...contested, ...heldByOthers, ...overlapping].map(({ id }) => id));
  for (const { id } of forAnyRange) ids.delete(id);
  if (ids.size === 0) return forAnyRange;
  const accepted = rangesByNode(claims.accepted);
  const refused = rangesByNode(claims.overlapping.map(({ cidr, claimants }) => [cidr, claimants] as const));
  const others = [...ids].map((id) => ({
    id,
    ranges: [...(accepted.get(id) ?? []), ...(refused.get(id) ?? [])].toSorted(compareCidrs),
  }));
  return [...others, ...forAnyRange];
}

/** The nodes that ask for a range when none is free, or theirs is another's too: when a node ends, they may be told one. */
export function waitingForAnyRange(
  { exhausted, contested }: AllocationPlan,
  clusterCidrs: readonly Cidr[],
): WaitingNode[] {
  return [...exhausted, ...contested].map(({ node: id }) => ({
    id,
    ranges: clusterCidrs.toSorted(compareCidrs).slice(0, MAX_RANGES),
  }));
}
