import type { Pod } from '../vpc/pod.ts';
import type { Vpc } from '../vpc/vpc.ts';

/** The pairs of different pods of which the first reaches the second, as `0>1`. */
export async function pairsThatTalk(vpc: Vpc, pods: readonly Pod[]): Promise<string[]> {
  const pairs = pods.flatMap((from, i) => pods.flatMap((to, j) => (i === j ? [] : [{ from, to, name: `${i}>${j}` }])));
  const answers = await Promise.all(pairs.map(({ from, to }) => vpc.ping(from, to)));
  return pairs.filter((_, i) => answers[i]).map(({ name }) => name);
}

/** All pairs of so many pods. */
export function allPairs(count: number): string[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return numbers.flatMap((i) => numbers.filter((j) => j !== i).map((j) => `${i}>${j}`));
}
