import { type Cidr, compareCidrs } from '../model/ranges/cidr.ts';
import type { WaitingNode } from '../model/waiting-node.ts';
import { MAX_RANGES } from '../model/waiting-node.ts';
import { rangesByNode } from './claims/resolve-claims.ts';
import type { AllocationPlan } from './allocate.ts';
import type { Evaluation } from './evaluate.ts';

/** The nodes that would get a range if its holder gave it up. What is foreign is never given up. */
export function waitingNodes({ claims, decisions, winner }: Evaluation): WaitingNode[] {
  const contested = [...claims.accepted].flatMap(([destination, claimants]) =>
    claimants.filter((node) => node !== winner(destination)),
  );
  const heldByOthers = decisions.flatMap(({ destination, action, current }) =>
    action.kind === 'conflict' && current?.owner.kind !== 'foreign' ? (claims.accepted.get(destination) ?? []) : [],
  );
  const overlapping = claims.overlapping.flatMap(({ claimants }) => claimants);
  const ids = new Set([...contested, ...heldByOthers, ...overlapping].map(({ id }) => id));
  if (ids.size === 0) return [];
  const accepted = rangesByNode(claims.accepted);
  const refused = rangesByNode(claims.overlapping.map(({ cidr, claimants }) => [cidr, claimants] as const));
  return [...ids].map((id) => ({
    id,
    ranges: [...(accepted.get(id) ?? []), ...(refused.get(id) ?? [])].toSorted(compareCidrs),
  }));
}

/** The nodes that ask for a range when none is free: whatever is given up, they may get. */
export function waitingForAnyRange({ exhausted }: AllocationPlan, clusterCidrs: readonly Cidr[]): WaitingNode[] {
  return exhausted.map(({ node: id }) => ({ id, ranges: clusterCidrs.toSorted(compareCidrs).slice(0, MAX_RANGES) }));
}
