import { setTimeout as delay } from 'node:timers/promises';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';

/** A report, and the merged request that it answers. */
export interface CoalescedResult {
  readonly report: Report;
  readonly mergedRequest: ReconcileRequest;
}

interface PendingRequest {
  readonly request: ReconcileRequest;
  readonly resolve: (result: CoalescedResult) => void;
  readonly reject: (error: unknown) => void;
}

function merge(requests: readonly ReconcileRequest[]): ReconcileRequest {
  const [first] = requests;
  if (first?.dryRun === true) return first;
  return {
    hints: requests.flatMap((request) => request.hints ?? []),
    full: requests.some(({ full, hints: own = [] }) => full ?? own.length === 0),
    force: requests.some((request) => request.force === true),
  };
}

/**
 * Lets concurrent requests share reconciles, of which only one runs at a time. Every request is answered by a reconcile that
 * started after it arrived. Plans (dry runs) are not shared.
 */
export class Coalescer {
  readonly #run: (request: ReconcileRequest) => Promise<Report>;
  readonly #debounce: number;
  #pending: PendingRequest[] = [];
  #isRunning = false;

  /** @param debounce milliseconds without a new request before a reconcile starts; at most ten times as long is waited */
  constructor(run: (request: ReconcileRequest) => Promise<Report>, debounce = 100) {
    this.#run = run;
    this.#debounce = debounce;
  }

  request(request: ReconcileRequest): Promise<CoalescedResult> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ request, resolve, reject });
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#pending.length > 0) {
      await this.#untilQuiet();
      await this.#runBatch(this.#takeBatch());
    }
    this.#isRunning = false;
  }

  async #untilQuiet(): Promise<void> {
    for (let waits = 0, count = -1; waits < 10 && count < this.#pending.length; waits += 1) {
      count = this.#pending.length;
      await delay(this.#debounce);
    }
  }

  /** A plan alone when it is first, else all requests that are no plan. */
  #takeBatch(): PendingRequest[] {
    const [first] = this.#pending;
    const isPlan = ({ request }: PendingRequest) => request.dryRun === true;
    const batch = first !== undefined && isPlan(first) ? [first] : this.#pending.filter((each) => !isPlan(each));
    this.#pending = this.#pending.filter((each) => !batch.includes(each));
    return batch;
  }

  async #runBatch(batch: readonly PendingRequest[]): Promise<void> {
    const mergedRequest = merge(batch.map(({ request }) => request));
    try {
      const report = await this.#run(mergedRequest);
      for (const { resolve } of batch) resolve({ report, mergedRequest });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
