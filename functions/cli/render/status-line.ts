import type { Io } from '../io.ts';
import type { Target } from '../target/target.ts';

/** Whoever waits longer than this wants to know for what: milliseconds. */
const SHOW_AFTER = 1000;

/** Back to the start of the line, and nothing left on it. */
const CLEAR_LINE = '\r\u001B[K';

/**
 * Says on a terminal that the network is being read, once that takes longer than a second: user data costs EC2 a call for
 * each instance. Returns the way to end that, which takes the line back.
 */
export function showReadingStatus({ stderr }: Io, { cluster, location }: Target): () => void {
  if (!stderr.isTerminal) return () => {};
  let isShown = false;
  const timer = setTimeout(() => {
    stderr.write(`reading the network of ${cluster.name} in ${location} ...`);
    isShown = true;
  }, SHOW_AFTER);
  return () => {
    clearTimeout(timer);
    if (isShown) stderr.write(CLEAR_LINE);
    isShown = false;
  };
}

/** Does `work`, which reads the network, and says so meanwhile. */
export async function withReadingStatus<Result>(io: Io, target: Target, work: () => Promise<Result>): Promise<Result> {
  const clear = showReadingStatus(io, target);
  try {
    return await work();
  } finally {
    clear();
  }
}
