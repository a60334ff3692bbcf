import { setTimeout as delay } from 'node:timers/promises';

interface PumpOptions {
  readonly drain: () => Promise<void>;
  readonly waiting: () => number;
  /** Milliseconds for which events are collected before they are delivered. */
  readonly batchingWindow: number;
  /** Milliseconds until failed events are delivered again. */
  readonly retryDelay: number;
}

/** Delivers events as they arrive, as the clouds do; tests call `drain` instead. */
export class Pump {
  readonly #options: PumpOptions;
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  #hasNews = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /** Call it for every event. */
  notify(): void {
    this.#hasNews = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  close(): Promise<void> {
    this.#stop.abort();
    return this.idle();
  }

  async #work(): Promise<void> {
    const { drain, waiting, batchingWindow, retryDelay } = this.#options;
    while (waiting() > 0 && !this.#stop.signal.aborted) {
      // Events that come while others are carried out do not wait for those that failed.
      const pause = this.#hasNews ? batchingWindow : retryDelay;
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => {});
      if (this.#stop.signal.aborted) return;
      this.#hasNews = false;
      await drain();
    }
  }
}
