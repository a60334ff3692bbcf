import { CloudError, isUnanswered } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';
import type { CALL_OPTIONS } from './client.ts';
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
  /** For what belongs to a zone of the instances' project; else it is the network's project. */
  readonly zone?: string;
}

/** Compute Engine answers a wait call after two minutes at the latest. */
const WAIT_TIMEOUT = 125_000;

/** What is read of an operation. */
interface OperationState {
  readonly status?: unknown;
  readonly error?: {
    readonly errors?: readonly { readonly code?: string | null; readonly message?: string | null }[] | null;
  } | null;
}

/** An operation of the network's project, or of a zone of the instances'. */
interface OperationCalls {
  readonly kind: 'globalOperations' | 'zoneOperations';
  readonly wait: (options: typeof CALL_OPTIONS) => Promise<readonly [OperationState, ...unknown[]]>;
  readonly get: (options: typeof CALL_OPTIONS) => Promise<readonly [OperationState, ...unknown[]]>;
}

function operationCalls({ clients, config }: ComputeApi, operation: string, zone: string | undefined): OperationCalls {
  if (zone === undefined) {
    const request = { project: config.networkProject, operation };
    return {
      kind: 'globalOperations',
      wait: (options) => clients.operations.wait(request, options),
      get: (options) => clients.operations.get(request, options),
    };
  }
  const request = { project: config.project, zone, operation };
  return {
    kind: 'zoneOperations',
    wait: (options) => clients.zoneOperations.wait(request, options),
    get: (options) => clients.zoneOperations.get(request, options),
  };
}

/** Asks for the operation; the answer comes when it is done, or nearly two minutes have passed. */
function waitForAnswer({ call, send }: ComputeApi, name: string, calls: OperationCalls, signal?: AbortSignal) {
  return call(`${calls.kind}.wait`, name, () => send(calls.wait, WAIT_TIMEOUT), signal);
}

/** The same where somebody waits: who is silent for half of a request's time has to say that the operation goes on. */
async function waitImpatiently(api: ComputeApi, name: string, calls: OperationCalls, signal?: AbortSignal) {
  const { call, send, requestTimeout } = api;
  const action = `${calls.kind}.wait`;
  const wait = () =>
    send(calls.wait, requestTimeout / 2).catch((error: unknown) => {
      const failure = toCloudError(error, action, name);
      if (failure instanceof CloudError && isUnanswered(failure)) return undefined;
      throw error;
    });
  const answer = await call(action, name, wait, signal);
  return answer ?? call(`${calls.kind}.get`, name, () => send(calls.get, requestTimeout / 2), signal);
}

/**
 * Waits until an operation is done. Throws CloudError: that of the operation, `transient` after `operationTimeout`, or
 * `interrupted`, when the operation goes on by itself.
 */
export async function waitForOperation(
  api: ComputeApi,
  response: OperationResponse,
  { action, subject, zone }: PendingWrite,
  signal?: AbortSignal,
): Promise<void> {
  const name = response.latestResponse.name ?? '';
  const { retryPolicy, clock } = api;
  const ask = retryPolicy.patience === undefined ? waitForAnswer : waitImpatiently;
  const calls = operationCalls(api, name, zone);
  const deadline = clock.now() + retryPolicy.operationTimeout;
  while (clock.now() < deadline) {
    const [operation] = await ask(api, name, calls, signal);
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
