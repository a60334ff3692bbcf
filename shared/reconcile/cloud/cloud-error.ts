import { printable } from '../model/printable-text.ts';

/**
 * What an error of a cloud means for a reconcile; each cloud maps its codes to these in one place.
 * `exists` and `missing` are races about a route and settled in the same run; `target-gone` means that the node
 * vanished, `not-ready` that it is in transition; `throttled` and `retryable` may go away at once, `throttled` by asking more
 * slowly; `interrupted` was not sent, because the run is over; the rest stays until somebody mends it.
 */
export type ErrorKind =
  | 'already-exists'
  | 'not-found'
  | 'target-not-found'
  | 'not-ready'
  | 'throttled'
  | 'transient'
  | 'interrupted'
  | 'quota-exceeded'
  | 'permission-denied'
  | 'misconfigured'
  | 'rejected';

/** A cloud's own message may be a whole page of HTML, when what answers is a proxy. */
const MAX_MESSAGE_LENGTH = 2000;

/** An answer of a cloud that could not be used, with the call, the resource and, where known, the way to mend it; on one line. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly kind: ErrorKind;
  readonly code: string;

  constructor(kind: ErrorKind, code: string, message: string, options?: ErrorOptions) {
    super(printable(message, MAX_MESSAGE_LENGTH), options);
    this.kind = kind;
    this.code = printable(code, 100);
  }
}

const RETRYABLE_KINDS: ReadonlySet<ErrorKind> = new Set([
  'already-exists',
  'not-found',
  'target-not-found',
  'not-ready',
  'throttled',
  'transient',
  'interrupted',
]);

/** Whether the same request may succeed later without anybody's doing. A vanished target is looked at again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof CloudError && RETRYABLE_KINDS.has(error.kind);
}
