/** How long `work` takes, in milliseconds. */
export async function measureTime(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The one in the middle: what was slowed down or lucky once does not count. */
export function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

/** Measures so many times, one after the other. */
export async function repeat<Measured>(times: number, measure: () => Promise<Measured>): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (let i = 0; i < times; i += 1) measured.push(await measure());
  return measured;
}
