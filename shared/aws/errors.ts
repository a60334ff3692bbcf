import { CloudError, type Trouble } from '../reconcile/errors.ts';

/**
 * What EC2's error codes mean for us, in one place.
 * Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const TROUBLE = new Map<string, Trouble>([
  ['RouteAlreadyExists', 'exists'],
  ['InvalidRoute.NotFound', 'missing'],
  ['InvalidInstanceID.NotFound', 'target-gone'],
  ['InvalidNetworkInterfaceID.NotFound', 'target-gone'],
  ['RouteLimitExceeded', 'quota'],
  ['ResourceCountLimitExceeded', 'quota'],
  ['UnauthorizedOperation', 'denied'],
  ['AuthFailure', 'denied'],
  ['AccessDenied', 'denied'],
  ['AccessDeniedException', 'denied'],
  ['OptInRequired', 'denied'],
  ['ExpiredToken', 'denied'],
  ['ExpiredTokenException', 'denied'],
  ['RequestExpired', 'denied'],
  ['InvalidClientTokenId', 'denied'],
  ['UnrecognizedClientException', 'denied'],
  ['CredentialsProviderError', 'denied'],
  ['TokenProviderError', 'denied'],
  ['InvalidRouteTableID.NotFound', 'misconfigured'],
  ['InvalidVpcID.NotFound', 'misconfigured'],
  ['IncorrectInstanceState', 'not-ready'],
  ['IncorrectState', 'not-ready'],
  ['RequestLimitExceeded', 'throttled'],
  ['Throttling', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['InternalError', 'retryable'],
  ['InternalFailure', 'retryable'],
  ['ServiceUnavailable', 'retryable'],
  ['Unavailable', 'retryable'],
  // What a lost connection is called by Node and by the SDK.
  ['TimeoutError', 'retryable'],
  ['ECONNREFUSED', 'retryable'],
  ['ECONNRESET', 'retryable'],
  ['EPIPE', 'retryable'],
  ['ETIMEDOUT', 'retryable'],
  ['ENOTFOUND', 'retryable'],
  ['EAI_AGAIN', 'retryable'],
]);

/** How to mend what does not pass by itself. */
function remedy(trouble: Trouble, action: string): string {
  switch (trouble) {
    case 'denied':
      return `; allow ${action.includes(':') ? action : `ec2:${action}`} in the policy of the role that podroutes runs as, or renew its credentials`;
    case 'quota':
      return '; delete routes or ask AWS for more routes per table (VPC quota "Routes per route table")';
    case 'misconfigured':
      return '; check ROUTE_TABLE_IDS and CLUSTER_NAME';
    default:
      return '';
  }
}

function codeOf(error: Error): string {
  // A connection error has the generic name Error and its reason in `code`.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function statusOf(error: Error): number {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return 0;
  const { $metadata: metadata } = error;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

function troubleOf(code: string, error: Error): Trouble {
  // ReplaceRoute has no code of its own for a route that is not there.
  if (code === 'InvalidParameterValue' && /no route defined/i.test(error.message)) return 'missing';
  return TROUBLE.get(code) ?? (statusOf(error) >= 500 ? 'retryable' : 'rejected');
}

/** An answer that is not what it should be; nothing of it is quoted. */
export function unreadable(action: string, subject: string): CloudError {
  return new CloudError('retryable', 'UnreadableAnswer', `${action} on ${subject}: the answer cannot be read`);
}

/** What an answer must hold. Without it nothing follows from the answer, least of all that something is gone. */
export function given<Value>(value: Value | undefined, action: string, subject: string): Value {
  if (value === undefined) throw unreadable(action, subject);
  return value;
}

/** Turns whatever `action` on `subject` threw into a CloudError; a bug of ours (no SDK error) passes unchanged. */
export function toCloudError(error: unknown, action: string, subject: string): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const known = TROUBLE.has(code) || '$metadata' in error || '$service' in error;
  if (!known) return error;
  // It worked, as far as HTTP goes, and the client could not read how.
  if (statusOf(error) >= 200 && statusOf(error) < 300) return unreadable(action, subject);
  const trouble = troubleOf(code, error);
  const message = `${action} on ${subject}: ${error.message}${remedy(trouble, action)}`;
  return new CloudError(trouble, code, message, { cause: error });
}

/**
 * Runs one API call of another service than EC2, whose client tries again by itself; whatever AWS answers instead of a result
 * is thrown as a CloudError that names call and subject.
 *
 * @param action with the service's name before it (`events:PutEvents`)
 */
export async function calling<Result>(action: string, subject: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw toCloudError(error, action, subject);
  }
}
