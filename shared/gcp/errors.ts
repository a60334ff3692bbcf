import * as z from 'zod/mini';
import { CloudError, type Trouble } from '../reconcile/errors.ts';

/** Compute Engine's own reasons, which say more than the status. https://cloud.google.com/compute/docs/troubleshooting/api-errors */
const TROUBLE_BY_REASON = new Map<string, Trouble>([
  ['alreadyExists', 'exists'],
  ['RESOURCE_ALREADY_EXISTS', 'exists'],
  ['notFound', 'missing'],
  ['RESOURCE_NOT_FOUND', 'missing'],
  ['resourceNotReady', 'retryable'],
  ['RESOURCE_NOT_READY', 'retryable'],
  ['RESOURCE_OPERATION_RATE_EXCEEDED', 'throttled'],
  ['rateLimitExceeded', 'throttled'],
  ['userRateLimitExceeded', 'throttled'],
  ['RATE_LIMIT_EXCEEDED', 'throttled'],
  ['backendError', 'retryable'],
  ['internalError', 'retryable'],
  ['INTERNAL_ERROR', 'retryable'],
  ['quotaExceeded', 'quota'],
  ['QUOTA_EXCEEDED', 'quota'],
  ['limitExceeded', 'quota'],
  ['LIMIT_EXCEEDED', 'quota'],
  ['forbidden', 'denied'],
  ['insufficientPermissions', 'denied'],
  ['accessNotConfigured', 'denied'],
]);

const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

const Body = z.object({
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

/** The answer's own reason. The client keeps the body only as the text of the error's causes. */
function reasonIn(error: unknown, depth = 0): string | undefined {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return undefined;
  const { message, cause } = failure.data;
  if (message.startsWith('{')) {
    try {
      const body = Body.safeParse(JSON.parse(message));
      if (body.success) return body.data.error.errors?.[0]?.reason;
    } catch {
      // Not JSON after all: there may be a cause that is.
    }
  }
  return reasonIn(cause, depth + 1);
}

function connectionCode(error: unknown, depth = 0): string | undefined {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return undefined;
  const { code, cause, message } = failure.data;
  if (typeof code === 'string' && CONNECTION_LOST.has(code)) return code;
  const named = [...CONNECTION_LOST].find((each) => message.includes(each));
  return named ?? connectionCode(cause, depth + 1);
}

function troubleOf(status: number, message: string): Trouble {
  if (status === 404) return 'missing';
  if (status === 409) return 'exists';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'retryable';
  if (status === 401 || status === 403) return 'denied';
  return status === 400 && /not ready|operation in progress/i.test(message) ? 'retryable' : 'rejected';
}

/** Whether an answer came, and the client could not read it: nothing in the chain of causes is about the connection. */
function isUnreadable(error: unknown, depth = 0): boolean {
  const failure = Failure.safeParse(error);
  if (!failure.success || depth > 4) return depth > 0;
  const { code, cause, name } = failure.data;
  if (typeof code === 'string' || name === 'FetchError' || (depth === 0 && code !== UNAVAILABLE)) return false;
  return isUnreadable(cause, depth + 1);
}

/** An answer that is not what it should be. What the client says of it is left out: it may quote metadata, which can hold secrets. */
export function unreadable(action: string, subject: string): CloudError {
  return cloudError('retryable', 'UnreadableAnswer', action, `on ${subject}: the answer cannot be read`);
}

/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE: the client's own words for no answer in time and no connection. */
const UNAVAILABLE = 14;
const NO_ANSWER = new Set([4, UNAVAILABLE]);

/** The permissions behind the methods whose names differ from theirs. */
const PERMISSIONS = new Map([
  ['routes.insert', 'compute.routes.create and compute.networks.updatePolicy'],
  ['routes.delete', 'compute.routes.delete and compute.networks.updatePolicy'],
  ['instances.aggregatedList', 'compute.instances.list'],
  ['globalOperations.wait', 'compute.globalOperations.get'],
]);

function remedy(trouble: Trouble, action: string): string {
  switch (trouble) {
    case 'denied':
      return `; grant ${PERMISSIONS.get(action) ?? `compute.${action}`} to the service account that podroutes runs as`;
    case 'quota':
      return '; delete routes or ask Google for more static routes per network';
    case 'misconfigured':
      return '; check GOOGLE_CLOUD_PROJECT, NETWORK and NETWORK_PROJECT';
    default:
      return '';
  }
}

/** A CloudError for what `action` on `subject` was answered with, told apart by Compute Engine's reason. */
export function cloudError(
  trouble: Trouble,
  reason: string,
  action: string,
  text: string,
  cause?: unknown,
): CloudError {
  return new CloudError(trouble, reason, `${action} ${text}${remedy(trouble, action)}`, { cause });
}

/** What a reason means, from an HTTP answer or from a finished operation. */
export function troubleByReason(reason: string | undefined): Trouble | undefined {
  return reason === undefined ? undefined : TROUBLE_BY_REASON.get(reason);
}

/**
 * Whether the message is an answer's whole body, or holds it: what the client says when a body is no error of the API's. It may
 * be anything, and is neither quoted nor kept as the cause.
 */
function quotesItsBody({ message, cause }: Failure): boolean {
  if (message.includes(': the response body is not JSON')) return true;
  const inner = Failure.safeParse(cause);
  return inner.success && inner.data.message === message;
}

/** Turns whatever `action` on `subject` threw into a CloudError; a bug of ours (no answer of the client) passes unchanged. */
export function toCloudError(error: unknown, action: string, subject: string): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error;
  // The client could not ask: the names in its requests are those that it was answered before.
  if (error instanceof URIError) return unreadable(action, subject);
  const failure = Failure.safeParse(error);
  if (!failure.success) return error;
  const { code, httpStatusCode: status, message } = failure.data;
  const text = `on ${subject}: ${message}`;
  const lost = connectionCode(error);
  if (status === undefined) {
    if (lost !== undefined) return cloudError('retryable', lost, action, text, error);
    if (isUnreadable(error)) return unreadable(action, subject);
    if (typeof code === 'number' && NO_ANSWER.has(code)) return cloudError('retryable', `${code}`, action, text, error);
    if (/default credentials|could not load|invalid_grant|getting metadata/i.test(message)) {
      return cloudError('denied', 'NoCredentials', action, text, error);
    }
    return typeof code === 'number' ? cloudError('rejected', `${code}`, action, text, error) : error;
  }
  if (quotesItsBody(failure.data)) {
    const told = `on ${subject}: HTTP ${status}, in words that are not the API's`;
    return cloudError(troubleOf(status, ''), `${status}`, action, told);
  }
  const reason = reasonIn(error);
  return cloudError(troubleByReason(reason) ?? troubleOf(status, message), reason ?? `${status}`, action, text, error);
}
