import { setTimeout as delay } from 'node:timers/promises';
import type { ComputeClients } from './client.ts';
import { CALL } from './client.ts';
import { CloudError, type Trouble } from '../reconcile/errors.ts';
import { calling, type Patience } from './calling.ts';
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

/**
 * Waits until a global operation is done; one wait call lasts at most two minutes. Throws CloudError when it ended with an
 * error, and a retryable one that names the operation when it is not done in time.
 */
export async function finish(
  { operations }: ComputeClients,
  project: string,
  started: Started,
  { action, subject }: Write,
  patience: Patience,
): Promise<void> {
  const name = started.latestResponse.name ?? '';
  const until = Date.now() + patience.deadline;
  const wait = () => operations.wait({ project, operation: name }, { ...CALL, timeout: 125_000 });
  while (Date.now() < until) {
    const [operation] = await calling('globalOperations.wait', name, wait, patience);
    if (operation.status === 'DONE') {
      const failure = operation.error?.errors?.[0];
      if (failure === undefined) return;
      throw failureOf(action, subject, failure.code ?? 'UNKNOWN', failure.message ?? 'the operation failed');
    }
    // A wait may come back early; asking again at once would burn the quota.
    await delay(patience.firstWait);
  }
  const message = `${action} on ${subject}: operation ${name} is not done after ${patience.deadline} ms`;
  throw new CloudError('retryable', 'OperationTimeout', message);
}
