import type { Io } from '../io.ts';
import type { Target } from '../target/target.ts';

/** Whoever waits longer than this wants to know for what: milliseconds. */
const SHOW_AFTER = 1000;

/** Back to the start of the line, and nothing left on it. */
export const CLEAR_LINE = '\r\u001B[K';

/**
 * Says on a terminal that the network is being read, once that takes longer than a second: user data costs EC2 a call for
 * each instance. Returns the way to end that, which takes the line back.
 */
export function showReadingStatus(io: Io, { cluster, location }: Target): () => void {
  return showStatus(io, `reading the network of ${cluster.name} in ${location}`);
}

/** Says on a terminal what is waited for, once that takes longer than a second. Returns the way to take the line back. */
function showStatus({ stderr }: Io, text: string): () => void {
  if (!stderr.isTerminal) return () => {};
  let isShown = false;
  const timer = setTimeout(() => {
    stderr.write(`${text} ...`);
    isShown = true;
  }, SHOW_AFTER);
  return () => {
    clearTimeout(timer);
    if (isShown) (stderr.writeRaw ?? stderr.write)(CLEAR_LINE);
    isShown = false;
  };
}

/** Does `work`, which reads the network, and says so meanwhile. */
export function withReadingStatus<Result>(io: Io, target: Target, work: () => Promise<Result>): Promise<Result> {
  return withCleared(showReadingStatus(io, target), work);
}

/** Does `work`, and says meanwhile what is waited for. */
export function withStatus<Result>(io: Io, text: string, work: () => Promise<Result>): Promise<Result> {
  return withCleared(showStatus(io, text), work);
}

async function withCleared<Result>(clear: () => void, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    clear();
  }
}
