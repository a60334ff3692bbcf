import * as z from 'zod/mini';
import { CloudError, CONNECTION_ERRORS, DNS_ERRORS, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import { remediationFor } from './remediation.ts';
import { errorKindByReason } from './error-codes.ts';

const LOST_CONNECTION: ReadonlySet<string> = new Set([...CONNECTION_ERRORS, ...DNS_ERRORS]);

/** gRPC's UNAVAILABLE and DEADLINE_EXCEEDED, which the client uses for no connection and no response in time. */
const UNAVAILABLE = 14;
const NO_RESPONSE_CODES = new Set([4, UNAVAILABLE]);

const ErrorBody = z.object({
  error: z.object({ errors: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))) }),
});

const Failure = z.object({
  message: z.string(),
  name: z.optional(z.string()),
  code: z.optional(z.union([z.number(), z.string()])),
  httpStatusCode: z.optional(z.number()),
  cause: z.optional(z.unknown()),
});

type Failure = z.infer<typeof Failure>;

/** The reason in the response. The client keeps the body only as the message of one of the error's causes. */
function reasonIn(error: unknown, depth = 0): string | undefined {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return undefined;
  const { message, cause } = failure.data;
  if (message.startsWith('{')) {
    try {
      const body = ErrorBody.safeParse(JSON.parse(message));
      if (body.success) return body.data.error.errors?.[0]?.reason;
    } catch {
      // Not JSON: a cause may be.
    }
  }
  return reasonIn(cause, depth + 1);
}

/** Why a connection could not be made or was lost; undefined for other errors. */
export function connectionCode(error: unknown, depth = 0): string | undefined {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return undefined;
  const { code, cause, message } = failure.data;
  if (typeof code === 'string' && LOST_CONNECTION.has(code)) return code;
  const named = [...LOST_CONNECTION].find((each) => message.includes(each));
  return named ?? connectionCode(cause, depth + 1);
}

function errorKindOf(status: number, message: string): ErrorKind {
  if (status === 404) return 'not-found';
  if (status === 409) return 'already-exists';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'transient';
  if (status === 401 || status === 403) return 'permission-denied';
  return status === 400 && /not ready|operation in progress/i.test(message) ? 'transient' : 'rejected';
}

/** Whether a response came that the client could not parse: no cause is about the connection. */
function isInvalidResponse(error: unknown, depth = 0): boolean {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return depth > 0;
  const { code, cause, name } = failure.data;
  if (typeof code === 'string' || name === 'FetchError' || (depth === 0 && code !== UNAVAILABLE)) return false;
  return isInvalidResponse(cause, depth + 1);
}

/** The error for a response that cannot be read. The client's message is left out: it may quote metadata, which can hold secrets. */
export function invalidResponse(action: string, subject: string): CloudError {
  return makeCloudError('transient', 'UnreadableAnswer', action, `on ${subject}: the answer cannot be read`);
}

export function makeCloudError(
  kind: ErrorKind,
  reason: string,
  action: string,
  text: string,
  cause?: unknown,
): CloudError {
  return new CloudError(kind, reason, `${action} ${text}${remediationFor(kind, action)}`, { cause });
}

/**
 * Whether the message has the whole body of a response, as when that is no error of the API. It may be anything, and is
 * neither quoted nor kept as the cause.
 */
function quotesResponseBody({ message, cause }: Failure): boolean {
  if (message.includes(': the response body is not JSON')) return true;
  const causeFailure = Failure.safeParse(cause);
  return causeFailure.success && causeFailure.data.message === message;
}

/** Where changes of one network's routes exclude each other: https://github.com/hashicorp/terraform-provider-google/issues/6361 */
const NETWORK_BUSY = /operation in progress on the local or peer network/i;

/** Not retried as other calls are: `changesInTurn` does. */
export const NETWORK_BUSY_CODE = 'NetworkBusy';

/** The error of a write, from a response or from its operation, in Compute Engine's words. */
export function apiError(
  kind: ErrorKind,
  reason: string,
  action: string,
  subject: string,
  message: string,
  cause?: unknown,
): CloudError {
  const text = `on ${subject}: ${message}`;
  if (NETWORK_BUSY.test(message)) return makeCloudError('not-ready', NETWORK_BUSY_CODE, action, text, cause);
  return makeCloudError(kind, reason, action, text, cause);
}

/** Turns what `action` on `subject` threw into a CloudError; an error that is not the client's is returned unchanged. */
export function toCloudError(error: unknown, action: string, subject: string): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error;
  // The client could not encode a name of an earlier response in a request.
  if (error instanceof URIError) return invalidResponse(action, subject);
  const failure = Failure.safeParse(error);
  if (!failure.success) return error;
  const { code, httpStatusCode: status, message } = failure.data;
  const text = `on ${subject}: ${message}`;
  if (status === undefined) {
    const connectionErrorCode = connectionCode(error);
    if (connectionErrorCode !== undefined) return makeCloudError('transient', connectionErrorCode, action, text, error);
    if (isInvalidResponse(error)) return invalidResponse(action, subject);
    if (typeof code === 'number' && NO_RESPONSE_CODES.has(code))
      return makeCloudError('transient', `${code}`, action, text, error);
    if (/default credentials|could not load|invalid_grant|getting metadata/i.test(message)) {
      return makeCloudError('permission-denied', 'NoCredentials', action, text, error);
    }
    return typeof code === 'number' ? makeCloudError('rejected', `${code}`, action, text, error) : error;
  }
  if (quotesResponseBody(failure.data)) {
    const withoutBody = `on ${subject}: HTTP ${status}, in words that are not the API's`;
    return makeCloudError(errorKindOf(status, ''), `${status}`, action, withoutBody);
  }
  const reason = reasonIn(error);
  const kind = errorKindByReason(reason) ?? errorKindOf(status, message);
  return apiError(kind, reason ?? `${status}`, action, subject, message, error);
}
