import { CloudError, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import { CALL_OPTIONS } from './client.ts';
import type { ComputeApi } from './api.ts';
import { makeCloudError } from './errors.ts';
import { errorKindByReason } from './error-codes.ts';

/** What a write answers: only the name is needed to wait for it. */
export interface OperationResponse {
  readonly latestResponse: { readonly name?: string | null };
}

function operationError(action: string, subject: string, code: string, message: string): CloudError {
  const kind: ErrorKind = errorKindByReason(code) ?? 'rejected';
  return makeCloudError(kind, code, action, `on ${subject}: ${message}`);
}

/** The write that is waited for. */
export interface PendingWrite {
  readonly action: string;
  readonly subject: string;
}

/** A wait call lasts at most two minutes. */
const WAIT_OPTIONS = { ...CALL_OPTIONS, timeout: 125_000 };

/**
 * Waits until a global operation is done. Throws CloudError when it ended with an error; a retryable one that names the
 * operation when it is not done in time, and `interrupted` when it was not done while there was time: it goes on by itself.
 */
export async function waitForOperation(
  { clients, config, call, retryPolicy, clock }: ComputeApi,
  response: OperationResponse,
  { action, subject }: PendingWrite,
  signal?: AbortSignal,
): Promise<void> {
  const name = response.latestResponse.name ?? '';
  const request = { project: config.networkProject, operation: name };
  const deadline = clock.now() + retryPolicy.operationTimeout;
  while (clock.now() < deadline) {
    const wait = () => clients.operations.wait(request, { ...WAIT_OPTIONS });
    const [operation] = await call('globalOperations.wait', name, wait, signal);
    if (operation.status === 'DONE') {
      const failure = operation.error?.errors?.[0];
      if (failure === undefined) return;
      throw operationError(action, subject, failure.code ?? 'UNKNOWN', failure.message ?? 'the operation failed');
    }
    // A wait may come back early; asking again at once would burn the quota.
    await clock.sleep(retryPolicy.initialBackoff);
  }
  const message = `${action} on ${subject}: operation ${name} is not done after ${retryPolicy.operationTimeout} ms`;
  throw new CloudError('transient', 'OperationTimeout', message);
}
