import { compareCidrs } from '../model/cidr.ts';
import type { WaitingNode } from '../model/waiting-node.ts';
import { rangesByNode } from './claims/resolve-claims.ts';
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
