import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';

interface Watchdog {
  /** Aborted when nobody fed it in time, or it was stopped. */
  readonly signal: AbortSignal;
  readonly hasBitten: boolean;
  /** Gives it so much time more, from now on. */
  feed(milliseconds: number): void;
  stop(): void;
}

/** Ends something that has to show signs of life, and whatever `outer` ends. */
export function watchdog(clock: Clock, patience: number, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  const state = { bitesAt: clock.now() + patience, hasBitten: false };
  const stop = () => {
    outer.removeEventListener('abort', stop);
    controller.abort();
  };
  outer.addEventListener('abort', stop);
  const guard = async () => {
    for (let left = patience; left > 0; left = state.bitesAt - clock.now()) {
      await clock.sleep(left, controller.signal);
    }
    state.hasBitten = true;
    stop();
  };
  // It rejects when it is stopped.
  guard().catch(() => {});
  return {
    signal: controller.signal,
    get hasBitten() {
      return state.hasBitten;
    },
    feed: (milliseconds) => void (state.bitesAt = clock.now() + milliseconds),
    stop,
  };
}
