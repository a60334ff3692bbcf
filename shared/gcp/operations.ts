import { CloudError, type Trouble } from '../reconcile/errors.ts';
import { CALL } from './client.ts';
import type { Context } from './context.ts';
import { cloudError, troubleByReason } from './errors.ts';

/** What a write answers: only the name is needed to wait for it. */
export interface Started {
  readonly latestResponse: { readonly name?: string | null };
}

function failureOf(action: string, subject: string, code: string, message: string): CloudError {
  const trouble: Trouble = troubleByReason(code) ?? 'rejected';
  return cloudError(trouble, code, action, `on ${subject}: ${message}`);
}

/** The write that is waited for. */
export interface Write {
  readonly action: string;
  readonly subject: string;
}

/** A wait call lasts at most two minutes. */
const WAIT = { ...CALL, timeout: 125_000 };

/**
 * Waits until a global operation is done. Throws CloudError when it ended with an error; a retryable one that names the
 * operation when it is not done in time, and `interrupted` when it was not done while there was time: it goes on by itself.
 */
export async function finish(
  { clients, config, call, patience, runtime }: Context,
  started: Started,
  { action, subject }: Write,
  signal?: AbortSignal,
): Promise<void> {
  const name = started.latestResponse.name ?? '';
  const request = { project: config.networkProject, operation: name };
  const until = runtime.now() + patience.deadline;
  while (runtime.now() < until) {
    const wait = () => clients.operations.wait(request, { ...WAIT });
    const [operation] = await call('globalOperations.wait', name, wait, signal);
    if (operation.status === 'DONE') {
      const failure = operation.error?.errors?.[0];
      if (failure === undefined) return;
      throw failureOf(action, subject, failure.code ?? 'UNKNOWN', failure.message ?? 'the operation failed');
    }
    // A wait may come back early; asking again at once would burn the quota.
    await runtime.sleep(patience.firstWait);
  }
  const message = `${action} on ${subject}: operation ${name} is not done after ${patience.deadline} ms`;
  throw new CloudError('retryable', 'OperationTimeout', message);
}
