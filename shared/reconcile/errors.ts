import { printable } from './text.ts';

/**
 * What an error of a cloud means for a reconcile; each cloud maps its codes to these in one place.
 * `exists` and `missing` are races about a route and settled in the same run; `target-gone` means that the node
 * vanished; `retryable` may go away by itself; the rest stays until somebody mends it.
 */
export type Trouble =
  'exists' | 'missing' | 'target-gone' | 'retryable' | 'quota' | 'denied' | 'misconfigured' | 'rejected';

/** A cloud's own message may be a whole page of HTML, when what answers is a proxy. */
const LONGEST_MESSAGE = 2000;

/** An answer of a cloud that could not be used, with the call, the resource and, where known, the way to mend it; on one line. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly trouble: Trouble;
  readonly code: string;

  constructor(trouble: Trouble, code: string, message: string, options?: ErrorOptions) {
    super(printable(message, LONGEST_MESSAGE), options);
    this.trouble = trouble;
    this.code = printable(code, 100);
  }
}

/** Missing or wrong settings, all of them in one message, found before any API call. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(
      `${mistakes.length === 1 ? 'A setting is' : `${mistakes.length} settings are`} wrong:\n${mistakes.map((m) => `  - ${m}`).join('\n')}`,
    );
    this.mistakes = mistakes;
  }
}

/** A reconcile that did all it could and still left something undone; names every failure. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError';
  /** Whether trying again can help. */
  readonly retryable: boolean;

  constructor(failures: readonly string[], retryable: boolean) {
    super(`${failures.length} left undone: ${failures.join('; ')}`);
    this.retryable = retryable;
  }
}

/** Whether the same request may succeed later without anybody's doing. A vanished target is looked at again. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof CloudError)) return false;
  return ['retryable', 'target-gone', 'exists', 'missing'].includes(error.trouble);
}
