import { Countdown } from '../countdown.ts';
import type { Caller } from './mutation.ts';
import type { OperationError } from './operation.ts';

/** What a planned fault does to an operation. */
export interface OperationFault {
  readonly hangs: boolean;
  readonly planned: OperationError | undefined;
}

/** Planned faults of operations. It is for requests only, not for changes made without HTTP. */
export class OperationFaults {
  readonly #hanging = new Countdown<true>();
  readonly #failing = new Countdown<OperationError>();
  readonly #shortWaits = new Countdown<true>();

  /** The next `times` operations of `action`, such as `routes.insert`, never get done. */
  hangNext(action: string, times = 1): void {
    this.#hanging.add(action, true, times);
  }

  /** The next `times` operations of `action` end with `error`, and without effect. */
  failNext(action: string, error: OperationError, times = 1): void {
    this.#failing.add(action, error, times);
  }

  /** The next `times` waits return before the operation is done, as real ones do after two minutes. */
  shortWaits(times = 1): void {
    this.#shortWaits.add('wait', true, times);
  }

  clear(): void {
    this.#hanging.clear();
    this.#failing.clear();
    this.#shortWaits.clear();
  }

  /** The fault of an operation that is about to start. */
  faultOf(action: string, caller: Caller): OperationFault {
    if (caller.apiVersion === undefined) return { hangs: false, planned: undefined };
    return { hangs: this.#hanging.take(action) === true, planned: this.#failing.take(action) };
  }

  waitsLong(): boolean {
    return this.#shortWaits.take('wait') === undefined;
  }
}
