import type { ComputeClients } from './client.ts';
import { CALL } from './client.ts';
import { CloudError, type Trouble } from '../reconcile/errors.ts';
import { calling, cloudError, type Patience, troubleByReason } from './errors.ts';

/** How long a route's insertion or deletion may take; a wait call itself lasts at most two minutes. */
const DEADLINE = 4 * 60_000;

/** What a write answers: only the name is needed to wait for it. */
export interface Started {
  readonly latestResponse: { readonly name?: string | null };
}

function failureOf(action: string, subject: string, code: string, message: string): CloudError {
  const trouble: Trouble = troubleByReason(code) ?? 'rejected';
  return cloudError(trouble, code, action, `on ${subject}: ${message}`);
}

/**
 * Waits until a global operation is done. Throws CloudError when it ended with an error, and a retryable one that names
 * the operation when it is not done in time.
 */
export async function finish(
  { operations }: ComputeClients,
  project: string,
  started: Started,
  {
    action,
    subject,
    patience,
    deadline = DEADLINE,
  }: { action: string; subject: string; patience: Patience; deadline?: number },
): Promise<void> {
  const name = started.latestResponse.name ?? '';
  const until = Date.now() + deadline;
  do {
    const wait = () => operations.wait({ project, operation: name }, { ...CALL, timeout: 125_000 });
    const [operation] = await calling('globalOperations.wait', name, wait, patience);
    if (operation.status !== 'DONE') continue;
    const failure = operation.error?.errors?.[0];
    if (failure === undefined) return;
    throw failureOf(action, subject, failure.code ?? 'UNKNOWN', failure.message ?? 'the operation failed');
  } while (Date.now() < until);
  throw new CloudError(
    'retryable',
    'OperationTimeout',
    `${action} on ${subject}: operation ${name} is not done after ${deadline} ms`,
  );
}
