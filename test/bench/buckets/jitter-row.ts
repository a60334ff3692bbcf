import type { Row } from '../row.ts';
import {
  MAX_RATIO,
  MAX_THROTTLED_SHARE,
  measure,
  NOTE,
  type Outcome,
  percent,
  SECONDS_FOR_ONE,
  type Way,
} from './outcome.ts';

/** By how much a call may be slower or faster than 60 ms. */
const JITTER = 0.5;

/** Seeds for each size: a hundred nodes are two batches, with which two copies share nothing but the bucket. */
const SEEDS = new Map([
  [20, 4],
  [100, 12],
  [300, 3],
]);

/** By how much the floor may be missed with the seed that is worst. */
const MAX_WORST_RATIO = 1.2;

const middleOf = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** The floor is that of a node all of whose calls are slow: among many there is one. */
export async function jitterRow({ id, what, scenario, run, how }: Way): Promise<Row> {
  const sizes: { nodes: number; ratios: number[]; throttled: number }[] = [];
  let isWhole = true;
  for (const [nodes, seeds] of SEEDS) {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= seeds; seed += 1)
      outcomes.push(await measure({ ...scenario, nodes, jitter: { part: JITTER, seed } }, run));
    const ratios = outcomes.map(({ seconds, floor }) => seconds / (floor + SECONDS_FOR_ONE * JITTER));
    sizes.push({ nodes, ratios, throttled: Math.max(...outcomes.map((each) => each.throttled)) });
    isWhole &&= outcomes.every((each) => each.isWhole);
  }
  const median = Math.max(...sizes.map(({ ratios }) => middleOf(ratios)));
  const worst = Math.max(...sizes.flatMap(({ ratios }) => ratios));
  const throttled = Math.max(...sizes.map((each) => each.throttled));
  const measured = sizes.map(
    ({ nodes, ratios, ...each }) =>
      `${nodes}: ${middleOf(ratios).toFixed(2)} x, worst ${Math.max(...ratios).toFixed(2)} x (${percent(each.throttled)})`,
  );
  return {
    id: `buckets-jitter-${id}`,
    what: `${[...SEEDS.keys()].join(', ')} new nodes at once, each call 30 to 90 ms: ${what}`,
    elsewhere: `floor: 1 x`,
    target: `≤ ${MAX_RATIO} x the floor in the median, ≤ ${MAX_WORST_RATIO} x at worst, ≤ ${percent(MAX_THROTTLED_SHARE)} of calls throttled`,
    measured: measured.join(', '),
    ratio: worst,
    isMet: median <= MAX_RATIO && worst <= MAX_WORST_RATIO && throttled <= MAX_THROTTLED_SHARE && isWhole,
    how: `${NOTE}Here each call takes up to half as long more or less, drawn from ${[...SEEDS.values()].join(', ')} seeds. ${how} The ratio is of the worst seed.`,
  };
}
