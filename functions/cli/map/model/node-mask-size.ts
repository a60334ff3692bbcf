import type { AddressRange } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { prefixLength } from './address-format.ts';
import type { RangeUsage } from './range-usage.ts';

/** What Kubernetes gives a node by default. */
const DEFAULT_MASK_SIZE = { ipv4: 24, ipv6: 64 } as const;

/** Prefix length of one block in `range`: the one that most nodes there have. */
export function nodeMaskSizeOf(range: AddressRange, usages: readonly RangeUsage[]): number {
  const counts = new Map<number, number>();
  for (const usage of usages) {
    const prefix = prefixLength(usage.range);
    const nodes = usage.claimants.filter(({ accepted }) => accepted).length;
    if (prefix !== undefined && nodes > 0) counts.set(prefix, (counts.get(prefix) ?? 0) + nodes);
  }
  const [most] = [...counts].toSorted(([a, inA], [b, inB]) => inB - inA || a - b);
  return Math.max(most?.[0] ?? DEFAULT_MASK_SIZE[range.family], prefixLength(range) ?? 0);
}
