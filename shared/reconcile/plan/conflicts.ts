import type { Evaluation } from './evaluate.ts';
import type { Conflict } from '../model/conflict.ts';
import type { Cidr } from '../model/cidr.ts';

/** One conflict for each destination with several claimants, or with a claimant and a holder that keeps it. */
export function conflictsIn({ claims, decisions, winner }: Evaluation): Conflict[] {
  const reasons = new Map<Cidr, Set<string>>();
  for (const [destination, claimants] of claims.accepted) {
    if (claimants.length < 2) continue;
    const names = claimants.map((node) => `${node.name} (${node.id})`).join(' and ');
    const holder = winner(destination);
    reasons.set(destination, new Set([`claimed by ${names}; ${holder?.id ?? 'nobody'} keeps it`]));
  }
  for (const { destination, action } of decisions) {
    if (action.kind !== 'conflict') continue;
    reasons.set(destination, (reasons.get(destination) ?? new Set()).add(action.reason));
  }
  return [...reasons].map(([destination, reasonsOf]) => ({
    destination,
    nodes: (claims.accepted.get(destination) ?? []).map((node) => node.id),
    reason: [...reasonsOf].join('; '),
  }));
}
