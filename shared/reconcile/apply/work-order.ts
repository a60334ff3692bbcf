import type { Allocation } from '../model/allocation.ts';

/** 2^32 divided by the golden ratio: spreads close numbers evenly (Fibonacci hashing). */
const GOLDEN_RATIO_MULTIPLIER = 0x9e_37_79_b1;

/**
 * Rotates a list by a number that depends on the time: two functions that apply the same plan at the same time start with
 * different changes, and each sees in its next observation what the other has done.
 */
export function rotatedAt<Item>(now: number, items: readonly Item[]): Item[] {
  const start = (Math.imul(now, GOLDEN_RATIO_MULTIPLIER) >>> 0) % Math.max(items.length, 1);
  return [...items.slice(start), ...items.slice(0, start)];
}

const hashOf = (text: string): number => Buffer.from(text).reduce((hash, byte) => Math.imul(hash, 31) + byte, 0);

/**
 * The nodes that events named, then the others. Whoever runs for an event sees all nodes that ask: functions with different
 * events begin at different ones, also in the same millisecond.
 */
export function namedFirst(
  now: number,
  allocations: readonly Allocation[],
  hinted: ReadonlySet<string>,
): readonly Allocation[] {
  const [first = ''] = hinted;
  const named = allocations.filter(({ node }) => hinted.has(node.id));
  const others = allocations.filter(({ node }) => !hinted.has(node.id));
  return [...named, ...rotatedAt(now + hashOf(first), others)];
}
