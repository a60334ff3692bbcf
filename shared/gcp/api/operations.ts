import { CloudError, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';
import { makeCloudError } from './errors.ts';
import { errorKindByReason } from './error-codes.ts';

export interface OperationResponse {
  readonly latestResponse: { readonly name?: string | null };
}

function operationError(action: string, subject: string, code: string, message: string): CloudError {
  const kind: ErrorKind = errorKindByReason(code) ?? 'rejected';
  return makeCloudError(kind, code, action, `on ${subject}: ${message}`);
}

interface PendingWrite {
  readonly action: string;
  readonly subject: string;
}

/** Compute Engine answers a wait call after two minutes at the latest. */
const WAIT_TIMEOUT = 125_000;

/**
 * Waits until a global operation is done. Throws CloudError: that of the operation, `transient` after `operationTimeout`, or
 * `interrupted`, when the operation goes on by itself.
 */
export async function waitForOperation(
  { clients, config, call, send, retryPolicy, clock }: ComputeApi,
  response: OperationResponse,
  { action, subject }: PendingWrite,
  signal?: AbortSignal,
): Promise<void> {
  const name = response.latestResponse.name ?? '';
  const request = { project: config.networkProject, operation: name };
  const deadline = clock.now() + retryPolicy.operationTimeout;
  while (clock.now() < deadline) {
    const wait = () => send((options) => clients.operations.wait(request, options), WAIT_TIMEOUT);
    const [operation] = await call('globalOperations.wait', name, wait, signal);
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
