import type { Range } from '../../../../shared/reconcile/cidr.ts';
import { prefixOf } from './address.ts';
import type { Stake } from './stakes.ts';

/** What Kubernetes gives a node by default. */
const USUAL = { ipv4: 24, ipv6: 64 } as const;

/** Prefix length of one block in `range`: the one that most nodes there have. */
export function unitOf(range: Range, stakes: readonly Stake[]): number {
  const counts = new Map<number, number>();
  for (const stake of stakes) {
    const prefix = prefixOf(stake.range);
    const nodes = stake.claimants.filter(({ accepted }) => accepted).length;
    if (prefix !== undefined && nodes > 0) counts.set(prefix, (counts.get(prefix) ?? 0) + nodes);
  }
  const [most] = [...counts].toSorted(([a, inA], [b, inB]) => inB - inA || a - b);
  return Math.max(most?.[0] ?? USUAL[range.family], prefixOf(range) ?? 0);
}
