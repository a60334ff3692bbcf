import { CloudError, isRetryable } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Io } from '../io.ts';
import { printNote } from '../render/output-format.ts';

/** The exit code of what Ctrl-C has ended, as shells count it. */
const INTERRUPTED = 130;

/**
 * Looks again and again until Ctrl-C. What may go by is told and waited for once there was a look; anything else is thrown.
 *
 * @param interval seconds between looks
 * @param look prints what it finds, and nothing any more once `ended` is aborted
 */
export async function untilInterrupted(
  interval: number,
  io: Io,
  look: (ended: AbortSignal) => Promise<void>,
): Promise<number> {
  const ended = new AbortController();
  const interrupted = new Promise<undefined>((resolve) =>
    ended.signal.addEventListener('abort', () => resolve(undefined)),
  );
  const unsubscribe = io.onInterrupt(() => ended.abort());
  let hasLooked = false;
  const lookOnce = async () => {
    try {
      await look(ended.signal);
      hasLooked = true;
    } catch (error) {
      if (ended.signal.aborted) return;
      if (!hasLooked || !(error instanceof CloudError) || !isRetryable(error)) throw error;
      printNote(io, `${error.message}; looking again in ${interval} s`);
    }
  };
  try {
    while (!ended.signal.aborted) {
      await Promise.race([lookOnce(), interrupted]);
      if (ended.signal.aborted) break;
      await io.runtime.sleep(interval * 1000, ended.signal).catch(() => {});
    }
  } finally {
    unsubscribe();
  }
  return INTERRUPTED;
}
