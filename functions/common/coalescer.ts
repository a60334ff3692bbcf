import { setTimeout as delay } from 'node:timers/promises';
import type { Hint } from '../../shared/reconcile/model/hint.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';

type Run = (request: ReconcileRequest) => Promise<Report>;

/** A report, and the request of all who share it. */
export interface CoalescedResult {
  readonly report: Report;
  readonly mergedRequest: ReconcileRequest;
}

interface PendingRequest {
  readonly request: ReconcileRequest;
  readonly resolve: (result: CoalescedResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One request that does what all of `requests` ask for. A plan is alone. */
function merge(requests: readonly ReconcileRequest[]): ReconcileRequest {
  const [first] = requests;
  if (first?.dryRun === true) return first;
  const hints: Hint[] = requests.flatMap((request) => request.hints ?? []);
  return {
    hints,
    full: requests.some(({ full, hints: own = [] }) => full ?? own.length === 0),
    force: requests.some((request) => request.force === true),
  };
}

/**
 * Makes many concurrent requests share reconciles, of which there is never more than one at a time. Every request is
 * answered by a reconcile that started after it came. Plans (dry runs) share with nobody.
 */
export class Coalescer {
  readonly #run: Run;
  readonly #debounce: number;
  #waiting: PendingRequest[] = [];
  #isRunning = false;

  /** @param debounce a reconcile starts when no request came for so many milliseconds, at the latest after ten times as many */
  constructor(run: Run, debounce = 100) {
    this.#run = run;
    this.#debounce = debounce;
  }

  request(request: ReconcileRequest): Promise<CoalescedResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      await this.#untilQuiet();
      await this.#serve(this.#takeBatch());
    }
    this.#isRunning = false;
  }

  async #untilQuiet(): Promise<void> {
    for (let waits = 0, seen = -1; waits < 10 && seen < this.#waiting.length; waits += 1) {
      seen = this.#waiting.length;
      await delay(this.#debounce);
    }
  }

  /** The first plan alone, or else all that is no plan. */
  #takeBatch(): PendingRequest[] {
    const [first] = this.#waiting;
    const isPlan = ({ request }: PendingRequest) => request.dryRun === true;
    const batch = first !== undefined && isPlan(first) ? [first] : this.#waiting.filter((each) => !isPlan(each));
    this.#waiting = this.#waiting.filter((each) => !batch.includes(each));
    return batch;
  }

  async #serve(batch: readonly PendingRequest[]): Promise<void> {
    const mergedRequest = merge(batch.map(({ request }) => request));
    try {
      const report = await this.#run(mergedRequest);
      for (const { resolve } of batch) resolve({ report, mergedRequest });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
