import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';

/** Sleeps until the time is over or somebody calls. A call while nobody sleeps is remembered. */
export class Wake {
  #isCalled = false;
  #sleeper: AbortController | undefined;

  call(): void {
    this.#isCalled = true;
    this.#sleeper?.abort();
  }

  /** Answers whether somebody called. Rejects never; `signal` ends it early. */
  async sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const sleeper = new AbortController();
    const end = () => sleeper.abort();
    signal.addEventListener('abort', end);
    this.#sleeper = sleeper;
    if (!this.#isCalled && !signal.aborted) await clock.sleep(milliseconds, sleeper.signal).catch(() => {});
    this.#sleeper = undefined;
    signal.removeEventListener('abort', end);
    const isCalled = this.#isCalled;
    this.#isCalled = false;
    return isCalled;
  }
}
