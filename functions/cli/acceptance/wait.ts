import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';

export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly deadline: number;
  readonly every: number;
}

/** Looks again and again until there is something to see, or undefined at the deadline. Throws when `signal` is aborted. */
export async function waitFor<Value>(
  { clock, signal, deadline, every }: Patience,
  look: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const end = clock.now() + deadline;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || clock.now() >= end) return seen;
    await clock.sleep(every, signal);
  }
}
