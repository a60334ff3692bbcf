import type { Io } from '../../io.ts';
import type { Target } from '../../target/target.ts';

/** Whoever waits longer than this wants to know for what: milliseconds. */
const SHOW_AFTER = 1000;

/** Back to the start of the line, and nothing left on it. */
export const CLEAR_LINE = '\r\u001B[K';

/** Milliseconds after which a line that counts is written again. */
const REFRESH_AFTER = 200;

const readingText = ({ cluster, location }: Target) => `reading the network of ${cluster.name} in ${location}`;

/** @param otherwise what is said while no user data is read */
function statusText({ readingProgress }: Target, otherwise: string): string {
  const progress = readingProgress?.();
  const isReadingUserData = progress !== undefined && progress.completed < progress.total;
  if (isReadingUserData) return `reading user data ${progress.completed}/${progress.total}`;
  return `${otherwise} ...`;
}

/**
 * Says on a terminal that the network is being read, once that takes longer than a second, and how far that is: user data costs
 * EC2 a call for each instance. Returns the way to end that, which takes the line back.
 */
export function showReadingStatus(io: Io, target: Target, text = readingText(target)): () => void {
  return showStatus(io, () => statusText(target, text));
}

/** Says on a terminal what is waited for, once that takes longer than a second. Returns the way to take the line back. */
function showStatus({ stderr }: Io, textNow: () => string): () => void {
  if (!stderr.isTerminal) return () => {};
  const { write, writeRaw = write, columns = Number.POSITIVE_INFINITY } = stderr;
  let shown = '';
  const clear = () => shown !== '' && writeRaw(CLEAR_LINE);
  const show = () => {
    // On two lines it could not be taken back.
    const text = textNow().slice(0, columns - 1);
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

/** Does `work`, which reads the network, and says so meanwhile, or `text`. */
export function withReadingStatus<Result>(
  io: Io,
  target: Target,
  work: () => Promise<Result>,
  text?: string,
): Promise<Result> {
  return withCleared(showReadingStatus(io, target, text), work);
}

/** Does `work`, and says meanwhile what is waited for. */
export function withStatus<Result>(io: Io, text: string, work: () => Promise<Result>): Promise<Result> {
  return withCleared(
    showStatus(io, () => `${text} ...`),
    work,
  );
}

async function withCleared<Result>(clear: () => void, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    clear();
  }
}
