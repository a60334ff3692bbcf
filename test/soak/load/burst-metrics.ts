/** What a burst came to. */
export interface BurstMetrics {
  readonly events: number;
  /** Deliveries, the repeated ones included. */
  readonly deliveries: number;
  /** How often the network was read. */
  readonly looks: number;
  readonly apiCalls: number;
  /** The most API calls under way at once. */
  readonly apiCallsAtOnce: number;
  readonly deadLetters: number;
  /** Megabytes of the function's heap, on average, in the first and the last quarter of its samples. */
  readonly heapFirstQuarter: number;
  readonly heapLastQuarter: number;
  readonly seconds: number;
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const megabytes = (bytes: number) => Math.round(bytes / 100_000) / 10;

/** Averages over the processes' first and last quarters of samples, in megabytes. The first sample of each is its warming up. */
export function heapQuarters(
  processes: readonly (readonly number[])[],
): Pick<BurstMetrics, 'heapFirstQuarter' | 'heapLastQuarter'> {
  const warm = processes.map((heaps) => heaps.slice(1));
  const quarterOf = (heaps: readonly number[]) => Math.max(1, Math.floor(heaps.length / 4));
  return {
    heapFirstQuarter: megabytes(average(warm.flatMap((heaps) => heaps.slice(0, quarterOf(heaps))))),
    heapLastQuarter: megabytes(average(warm.flatMap((heaps) => heaps.slice(-quarterOf(heaps))))),
  };
}

/** What grows with each event would be seen by then; caches that fill up once are not it. */
const ALLOWED_GROWTH = { share: 1.25, megabytes: 5 };

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(`load: ${what}`);
}

/** Throws when a burst broke a promise. `poison`: how many events nobody could settle. */
export function assertWithinLimits(burst: BurstMetrics, poison: number, apiCallsAtOnce: number): void {
  const { heapFirstQuarter: first, heapLastQuarter: last } = burst;
  assert(last <= first * ALLOWED_GROWTH.share + ALLOWED_GROWTH.megabytes, `the heap grew from ${first} to ${last} MB`);
  assert(burst.deadLetters === poison, `${burst.deadLetters} dead letters of ${poison} poisonous events`);
  assert(burst.apiCallsAtOnce <= apiCallsAtOnce, `${burst.apiCallsAtOnce} API calls at once`);
}
