import type { Report, ReportedChange } from './report.ts';

export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError';
  readonly retryable: boolean;

  constructor(failures: readonly string[], retryable: boolean) {
    super(`${failures.length} left undone: ${failures.join('; ')}`);
    this.retryable = retryable;
  }
}

export interface Undone {
  readonly kind: 'failed' | 'stopped' | 'interrupted';
  readonly text: string;
  /** For each change or node of it, the instances concerned. */
  readonly about: readonly (readonly (string | undefined)[])[];
  readonly retryable: boolean;
}

const concernedBy = ({ node, target, before }: ReportedChange) => [node, target, before];

/** All that a reconcile left undone. */
export function undoneIn({ changes, stopped, interrupted, postponed = [], errors }: Report): Undone[] {
  const undone: Undone[] = [];
  for (const change of changes.filter(({ status }) => status === 'failed')) {
    const text = `${change.action} ${change.destination} in ${change.table}: ${change.error ?? ''}`;
    undone.push({ kind: 'failed', text, about: [concernedBy(change)], retryable: change.retryable === true });
  }
  if (stopped !== undefined) undone.push({ kind: 'stopped', text: stopped, about: [], retryable: false });
  if (interrupted !== undefined) {
    const planned = changes.filter(({ status }) => status === 'planned').map(concernedBy);
    const about = [...planned, ...postponed.map((node) => [node])];
    undone.push({ kind: 'interrupted', text: interrupted, about, retryable: true });
  }
  for (const { node, error, retryable } of errors) {
    undone.push({ kind: 'failed', text: `${node}: ${error}`, about: [[node]], retryable });
  }
  return undone;
}

/**
 * One error that names everything that was left undone; the platform retries when it is thrown. Retryable if one of the failures
 * is. Undefined when nothing was left.
 */
export function unfinished(undone: readonly Undone[]): UnfinishedError | undefined {
  if (undone.length === 0) return undefined;
  const isRetryable = undone.some(({ retryable }) => retryable);
  return new UnfinishedError(
    undone.map(({ text }) => text),
    isRetryable,
  );
}

/** Throws what `unfinished` makes of the report. */
export function assertFinished(report: Report): void {
  const error = unfinished(undoneIn(report));
  if (error !== undefined) throw error;
}
