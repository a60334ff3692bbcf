import { printable } from './text.ts';

/**
 * What an error of a cloud means for a reconcile; each cloud maps its codes to these in one place.
 * `exists` and `missing` are races about a route and settled in the same run; `target-gone` means that the node
 * vanished, `not-ready` that it is in transition; `throttled` and `retryable` may go away at once, `throttled` by asking more
 * slowly; `interrupted` was not sent, because the run is over; the rest stays until somebody mends it.
 */
export type Trouble =
  | 'exists'
  | 'missing'
  | 'target-gone'
  | 'not-ready'
  | 'throttled'
  | 'retryable'
  | 'interrupted'
  | 'quota'
  | 'denied'
  | 'misconfigured'
  | 'rejected';

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

const PASSING: ReadonlySet<Trouble> = new Set([
  'exists',
  'missing',
  'target-gone',
  'not-ready',
  'throttled',
  'retryable',
  'interrupted',
]);

/** Whether the same request may succeed later without anybody's doing. A vanished target is looked at again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof CloudError && PASSING.has(error.trouble);
}
