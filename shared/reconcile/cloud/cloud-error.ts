import { printable } from '../model/text/printable-text.ts';

/**
 * What an error of a cloud means for a reconcile; each cloud maps its codes in `api/error-codes.ts`. `already-exists` and
 * `not-found`: another writer was faster, the route is read again in the same run. `target-not-found`: the node was deleted.
 * `not-ready`: it is starting or stopping, or its network is being changed. `throttled` and `transient` are retried at once, `throttled` more slowly.
 * `interrupted`: not sent, or a read not waited for, because the run is over. The others stay until somebody fixes their cause.
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

/** A proxy may answer with a whole page of HTML. */
const MAX_MESSAGE_LENGTH = 2000;

/** An error of a cloud's API, with the call, the resource and, where known, the remediation; on one line. */
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

/** Codes of failed name look-ups. */
export const DNS_ERRORS = ['ENOTFOUND', 'EAI_AGAIN'] as const;

/** Of credentials that did not come: whoever gives them does not answer. */
export const CREDENTIALS_UNANSWERED = 'CredentialsUnanswered';

/** Codes of connections that cannot be made or are lost, as Node and the AWS SDK name them. */
export const CONNECTION_ERRORS = [
  'TimeoutError',
  CREDENTIALS_UNANSWERED,
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
] as const;

/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE, as Compute Engine's client has them. */
export const GRPC_NO_ANSWER = ['4', '14'] as const;

/** Of an answer that came, or half of it, and cannot be read. */
export const UNREADABLE_ANSWER = 'UnreadableAnswer';

/** Codes of calls that got no whole answer. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  ...DNS_ERRORS,
  ...CONNECTION_ERRORS,
  ...GRPC_NO_ANSWER,
  UNREADABLE_ANSWER,
]);

export function isUnanswered({ code }: CloudError): boolean {
  return NO_ANSWER.has(code);
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

/** Whether the same reconcile may succeed later by itself. */
export function isRetryable(error: unknown): boolean {
  return error instanceof CloudError && RETRYABLE_KINDS.has(error.kind);
}

/** An error with what allows the call, where a missing permission is what it says. */
export function withDenialAdvice(error: unknown, advice: string): unknown {
  if (!(error instanceof CloudError) || error.kind !== 'permission-denied') return error;
  return new CloudError(error.kind, error.code, `${error.message}; ${advice}`, { cause: error });
}
