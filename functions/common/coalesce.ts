import { setTimeout as delay } from 'node:timers/promises';
import type { Hint } from '../../shared/reconcile/model.ts';
import type { Request } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report.ts';

type Run = (request: Request) => Promise<Report>;

/** A report, and the request of all who share it. */
export interface Shared {
  readonly report: Report;
  readonly together: Request;
}

interface Waiting {
  readonly request: Request;
  readonly resolve: (shared: Shared) => void;
  readonly reject: (error: unknown) => void;
}

/** One request that does what all of `requests` ask for. */
function merge(requests: readonly Request[]): Request {
  const hints: Hint[] = requests.flatMap((request) => request.hints ?? []);
  return {
    hints,
    everything: requests.some(({ everything, hints: own = [] }) => everything ?? own.length === 0),
    force: requests.some((request) => request.force === true),
  };
}

/**
 * Makes many concurrent requests share reconciles, of which there is never more than one at a time. Every request is
 * answered by a reconcile that started after it came. Plans (dry runs) share with nobody.
 *
 * @param quiet a reconcile starts when no request came for so many milliseconds, at the latest after ten times as many
 */
export function coalesce(run: Run, quiet = 100): (request: Request) => Promise<Shared> {
  let waiting: Waiting[] = [];
  let running = false;

  async function untilQuiet(): Promise<void> {
    for (let waits = 0, seen = -1; waits < 10 && seen < waiting.length; waits += 1) {
      seen = waiting.length;
      await delay(quiet);
    }
  }

  function takeBatch(): Waiting[] {
    const [first] = waiting;
    const batch = first?.request.dryRun === true ? [first] : waiting.filter(({ request }) => request.dryRun !== true);
    waiting = waiting.filter((each) => !batch.includes(each));
    return batch;
  }

  async function serve(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    const request = first?.request.dryRun === true ? first.request : merge(batch.map((each) => each.request));
    try {
      const report = await run(request);
      for (const { resolve } of batch) resolve({ report, together: request });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function work(): Promise<void> {
    if (running) return;
    running = true;
    while (waiting.length > 0) {
      await untilQuiet();
      await serve(takeBatch());
    }
    running = false;
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      void work();
    });
}
