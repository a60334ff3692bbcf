import { type ErrorKind, CloudError } from '../../reconcile/cloud/cloud-error.ts';
import { KIND_BY_CODE } from './error-codes.ts';
import { remediationFor } from './remediation.ts';

function codeOf(error: Error): string {
  // A connection error has the generic name Error and its reason in `code`.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function statusOf(error: Error): number {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return 0;
  const { $metadata: metadata } = error;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

function errorKindOf(code: string, error: Error): ErrorKind {
  // ReplaceRoute has no code of its own for a route that is not there.
  if (code === 'InvalidParameterValue' && /no route defined/i.test(error.message)) return 'not-found';
  return KIND_BY_CODE.get(code) ?? (statusOf(error) >= 500 ? 'transient' : 'rejected');
}

/** The error for a response that cannot be read; nothing of it is quoted. */
export function invalidResponse(action: string, subject: string): CloudError {
  return new CloudError('transient', 'UnreadableAnswer', `${action} on ${subject}: the answer cannot be read`);
}

/** A field that a response must have. Without it nothing follows from the response, least of all that something is deleted. */
export function requirePresent<Value>(value: Value | undefined, action: string, subject: string): Value {
  if (value === undefined) throw invalidResponse(action, subject);
  return value;
}

/** Turns what `action` on `subject` threw into a CloudError; an error that is not the SDK's is returned unchanged. */
export function toCloudError(error: unknown, action: string, subject: string): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const known = KIND_BY_CODE.has(code) || '$metadata' in error || '$service' in error;
  if (!known) return error;
  // HTTP says success, but the client could not parse the response.
  if (statusOf(error) >= 200 && statusOf(error) < 300) return invalidResponse(action, subject);
  const kind = errorKindOf(code, error);
  const message = `${action} on ${subject}: ${error.message}${remediationFor(kind, action)}`;
  return new CloudError(kind, code, message, { cause: error });
}

/**
 * Runs one API call of a service other than EC2, whose client retries by itself, and throws AWS's errors as CloudErrors that
 * name call and subject.
 *
 * @param action with the service's name before it (`events:PutEvents`)
 */
export async function withCloudErrors<Result>(
  action: string,
  subject: string,
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    throw toCloudError(error, action, subject);
  }
}
