import { CloudError, isUnanswered } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';
import { apiError, toCloudError } from './errors.ts';
import { errorKindByReason } from './error-codes.ts';

export interface OperationResponse {
  readonly latestResponse: { readonly name?: string | null };
}

function operationError(action: string, subject: string, code: string, message: string): CloudError {
  return apiError(errorKindByReason(code) ?? 'rejected', code, action, subject, message);
}

interface PendingWrite {
  readonly action: string;
  readonly subject: string;
}

/** Compute Engine answers a wait call after two minutes at the latest. */
const WAIT_TIMEOUT = 125_000;

/** Asks for the operation; the answer comes when it is done, or nearly two minutes have passed. */
function waitForAnswer({ clients, config, call, send }: ComputeApi, operation: string, signal?: AbortSignal) {
  const request = { project: config.networkProject, operation };
  const wait = () => send((options) => clients.operations.wait(request, options), WAIT_TIMEOUT);
  return call('globalOperations.wait', operation, wait, signal);
}

/** The same where somebody waits: who is silent for half of a request's time has to say that the operation goes on. */
async function waitImpatiently(api: ComputeApi, operation: string, signal?: AbortSignal) {
  const { clients, config, call, send, requestTimeout } = api;
  const request = { project: config.networkProject, operation };
  const [wait, get] = ['globalOperations.wait', 'globalOperations.get'] as const;
  const answer = await call(
    wait,
    operation,
    () =>
      send((options) => clients.operations.wait(request, options), requestTimeout / 2).catch((error: unknown) => {
        const failure = toCloudError(error, wait, operation);
        if (failure instanceof CloudError && isUnanswered(failure)) return undefined;
        throw error;
      }),
    signal,
  );
  if (answer !== undefined) return answer;
  return call(
    get,
    operation,
    () => send((options) => clients.operations.get(request, options), requestTimeout / 2),
    signal,
  );
}

/**
 * Waits until a global operation is done. Throws CloudError: that of the operation, `transient` after `operationTimeout`, or
 * `interrupted`, when the operation goes on by itself.
 */
export async function waitForOperation(
  api: ComputeApi,
  response: OperationResponse,
  { action, subject }: PendingWrite,
  signal?: AbortSignal,
): Promise<void> {
  const name = response.latestResponse.name ?? '';
  const { retryPolicy, clock } = api;
  const ask = retryPolicy.patience === undefined ? waitForAnswer : waitImpatiently;
  const deadline = clock.now() + retryPolicy.operationTimeout;
  while (clock.now() < deadline) {
    const [operation] = await ask(api, name, signal);
    if (operation.status === 'DONE') {
      const failure = operation.error?.errors?.[0];
      if (failure === undefined) return;
      throw operationError(action, subject, failure.code ?? 'UNKNOWN', failure.message ?? 'the operation failed');
    }
    // A wait may return early; calling again at once would use up the quota.
    await clock.sleep(retryPolicy.initialBackoff);
  }
  const message = `${action} on ${subject}: operation ${name} is not done after ${retryPolicy.operationTimeout} ms`;
  throw new CloudError('transient', 'OperationTimeout', message);
}
