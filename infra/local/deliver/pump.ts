import { setTimeout as delay } from 'node:timers/promises';

interface PumpOptions {
  readonly drain: () => Promise<void>;
  readonly waiting: () => number;
  /** Milliseconds for which events are collected before they are delivered. */
  readonly gather: number;
  /** Milliseconds until failed events are delivered again. */
  readonly again: number;
}

/** Delivers events as they arrive, as the clouds do; tests call `drain` instead. */
export class Pump {
  readonly #options: PumpOptions;
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /** Call it for every event. */
  kick(): void {
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
    const { drain, waiting, gather, again } = this.#options;
    let pause = gather;
    while (waiting() > 0 && !this.#stop.signal.aborted) {
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => {});
      if (this.#stop.signal.aborted) return;
      await drain();
      pause = again;
    }
  }
}
