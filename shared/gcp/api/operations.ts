import { CloudError, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';
import type { CALL_OPTIONS } from './client.ts';
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
  /** For what belongs to a zone of the instances' project; else it is the network's project. */
  readonly zone?: string;
}

/** Compute Engine answers a wait call after two minutes at the latest. */
const WAIT_TIMEOUT = 125_000;

/**
 * Waits until an operation is done. Throws CloudError: that of the operation, `transient` after `operationTimeout`, or
 * `interrupted`, when the operation goes on by itself.
 */
export async function waitForOperation(
  { clients, config, call, send, retryPolicy, clock }: ComputeApi,
  response: OperationResponse,
  { action, subject, zone }: PendingWrite,
  signal?: AbortSignal,
): Promise<void> {
  const name = response.latestResponse.name ?? '';
  const sendWait = (options: typeof CALL_OPTIONS) =>
    zone === undefined
      ? clients.operations.wait({ project: config.networkProject, operation: name }, options)
      : clients.zoneOperations.wait({ project: config.project, zone, operation: name }, options);
  const method = zone === undefined ? 'globalOperations.wait' : 'zoneOperations.wait';
  const deadline = clock.now() + retryPolicy.operationTimeout;
  while (clock.now() < deadline) {
    const wait = () => send(sendWait, WAIT_TIMEOUT);
    const [operation] = await call(method, name, wait, signal);
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
