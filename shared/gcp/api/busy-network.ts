import pLimit from 'p-limit';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import { backoffAfter, unlessAborted } from '../../reconcile/cloud/rate-limits-and-retries.ts';
import type { ComputeApi } from './api.ts';
import { NETWORK_BUSY_CODE } from './errors.ts';

/** Sends a write and waits for its operation; again where another one was in its way. */
type SendWrite = <Result>(write: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

export interface WriteApi extends ComputeApi {
  readonly sendWrite: SendWrite;
}

/**
 * Makes one change of the network's routes, of one write or two.
 *
 * @param beforeWaiting what must not wait for other changes
 */
type MakeChange = <Result>(
  change: (api: WriteApi) => Promise<Result>,
  beforeWaiting?: () => Promise<unknown>,
) => Promise<Result>;

const isBusy = (error: unknown): boolean => error instanceof CloudError && error.code === NETWORK_BUSY_CODE;

/** Tries until no other operation is in the way. */
function persistent({ retryPolicy, clock }: ComputeApi): SendWrite {
  return async (write, signal) => {
    for (let retries = 0; ; retries += 1) {
      try {
        return await write();
      } catch (error) {
        if (!isBusy(error) || retries >= retryPolicy.maxRetries) throw error;
      }
      await unlessAborted('routes', 'a busy network', clock.sleep(backoffAfter(retries, retryPolicy), signal));
    }
  };
}

/**
 * Changes are made at once. A write that Compute Engine refuses because another is under way is sent again in its turn, and
 * while one waits for that, further changes take turns too: eight that tried again each by itself would refuse each other, and
 * spend the quota on it.
 */
export function changesInTurn(api: ComputeApi): MakeChange {
  const inTurn = pLimit(1);
  const persistently = persistent(api);
  const atOnce: SendWrite = (write, signal) =>
    write().catch((error: unknown) => {
      if (!isBusy(error)) throw error;
      return inTurn(() => persistently(write, signal));
    });
  return async (change, beforeWaiting) => {
    if (inTurn.activeCount + inTurn.pendingCount === 0) return change({ ...api, sendWrite: atOnce });
    await beforeWaiting?.();
    return inTurn(() => change({ ...api, sendWrite: persistently }));
  };
}
