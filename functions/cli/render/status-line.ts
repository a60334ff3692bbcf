import type { Io } from '../io.ts';
import type { Target } from '../target/target.ts';

/** Whoever waits longer than this wants to know for what: milliseconds. */
const SHOW_AFTER = 1000;

/** Back to the start of the line, and nothing left on it. */
const CLEAR_LINE = '\r\u001B[K';

/** Milliseconds after which a line that counts is written again. */
const REFRESH_AFTER = 200;

function statusText({ cluster, location, readingProgress }: Target): string {
  const progress = readingProgress?.();
  const isReadingUserData = progress !== undefined && progress.completed < progress.total;
  if (isReadingUserData) return `reading user data ${progress.completed}/${progress.total}`;
  return `reading the network of ${cluster.name} in ${location} ...`;
}

/**
 * Says on a terminal that the network is being read, once that takes longer than a second, and how far that is: user data costs
 * EC2 a call for each instance. Returns the way to end that, which takes the line back.
 */
export function showReadingStatus({ stderr }: Io, target: Target): () => void {
  if (!stderr.isTerminal) return () => {};
  const { write, writeRaw = write } = stderr;
  let shown = '';
  const clear = () => shown !== '' && writeRaw(CLEAR_LINE);
  const show = () => {
    const text = statusText(target);
    if (text !== shown) {
      clear();
      write(text);
      shown = text;
    }
    timer = setTimeout(show, REFRESH_AFTER);
  };
  let timer = setTimeout(show, SHOW_AFTER);
  return () => {
    clearTimeout(timer);
    clear();
    shown = '';
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
