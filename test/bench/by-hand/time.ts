/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The shortest of several times: on a machine with other work the one that tells most of the thing measured. */
export async function best(times: number, measure: () => Promise<number>): Promise<number> {
  let shortest = Infinity;
  for (let i = 0; i < times; i += 1) shortest = Math.min(shortest, await measure());
  return shortest;
}
