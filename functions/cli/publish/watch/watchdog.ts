import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';

interface Watchdog {
  /** Aborted when nobody fed it for too long, or it was stopped. */
  readonly signal: AbortSignal;
  readonly hasBitten: boolean;
  feed(): void;
  stop(): void;
}

/** Ends something that has to show signs of life, and whatever `outer` ends. */
export function watchdog(clock: Clock, patience: number, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  const state = { fedAt: clock.now(), hasBitten: false };
  const stop = () => {
    outer.removeEventListener('abort', stop);
    controller.abort();
  };
  outer.addEventListener('abort', stop);
  const guard = async () => {
    for (let left = patience; left > 0; left = state.fedAt + patience - clock.now()) {
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
    feed: () => void (state.fedAt = clock.now()),
    stop,
  };
}
