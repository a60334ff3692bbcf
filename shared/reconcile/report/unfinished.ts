import { counted } from '../model/text/counted.ts';
import type { Report } from './report.ts';

export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError';
  readonly retryable: boolean;

  constructor(failures: readonly string[], retryable: boolean) {
    super(`${failures.length} left undone: ${failures.join('; ')}`);
    this.retryable = retryable;
  }
}

/**
 * One error that names everything that was left undone; the platform retries when it is thrown. Retryable if one of the failures
 * is. Undefined when nothing was left.
 */
export function unfinished({ undone = [], stopped, interrupted }: Report): UnfinishedError | undefined {
  const failures = new Map(undone.flatMap(({ error, retryable }) => (error === undefined ? [] : [[error, retryable]])));
  const waiting = undone.filter(({ error, retryable }) => error === undefined && retryable).length;
  const reason =
    interrupted ?? (waiting === 0 ? undefined : `${counted(waiting, 'waits', 'wait')} until more can be seen`);
  if (stopped !== undefined) failures.set(stopped, false);
  if (reason !== undefined) failures.set(reason, true);
  return failures.size === 0
    ? undefined
    : new UnfinishedError([...failures.keys()], [...failures.values()].includes(true));
}

/** Throws what `unfinished` makes of the report. */
export function assertFinished(report: Report): void {
  const error = unfinished(report);
  if (error !== undefined) throw error;
}
