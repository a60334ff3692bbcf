import type { ErrorKind } from '../../reconcile/cloud/cloud-error.ts';

/**
 * What EC2's error codes mean for a reconcile. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const KIND_BY_CODE = new Map<string, ErrorKind>([
  ['RouteAlreadyExists', 'already-exists'],
  ['InvalidRoute.NotFound', 'not-found'],
  ['InvalidInstanceID.NotFound', 'target-not-found'],
  ['InvalidNetworkInterfaceID.NotFound', 'target-not-found'],
  ['RouteLimitExceeded', 'quota-exceeded'],
  ['ResourceCountLimitExceeded', 'quota-exceeded'],
  ['UnauthorizedOperation', 'permission-denied'],
  ['AuthFailure', 'permission-denied'],
  ['AccessDenied', 'permission-denied'],
  ['AccessDeniedException', 'permission-denied'],
  ['OptInRequired', 'permission-denied'],
  ['ExpiredToken', 'permission-denied'],
  ['ExpiredTokenException', 'permission-denied'],
  ['RequestExpired', 'permission-denied'],
  ['InvalidClientTokenId', 'permission-denied'],
  ['UnrecognizedClientException', 'permission-denied'],
  ['CredentialsProviderError', 'permission-denied'],
  ['TokenProviderError', 'permission-denied'],
  ['InvalidRouteTableID.NotFound', 'misconfigured'],
  ['InvalidVpcID.NotFound', 'misconfigured'],
  ['IncorrectInstanceState', 'not-ready'],
  ['IncorrectState', 'not-ready'],
  ['RequestLimitExceeded', 'throttled'],
  ['Throttling', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['InternalError', 'transient'],
  ['InternalFailure', 'transient'],
  ['ServiceUnavailable', 'transient'],
  ['Unavailable', 'transient'],
  // A lost connection, as Node and the SDK name it.
  ['TimeoutError', 'transient'],
  ['ECONNREFUSED', 'transient'],
  ['ECONNRESET', 'transient'],
  ['EPIPE', 'transient'],
  ['ETIMEDOUT', 'transient'],
  ['ENOTFOUND', 'transient'],
  ['EAI_AGAIN', 'transient'],
]);

export function remediationFor(kind: ErrorKind, action: string): string {
  switch (kind) {
    case 'permission-denied':
      return `; allow ${action.includes(':') ? action : `ec2:${action}`} in the policy of the role that podroutes runs as, or renew its credentials`;
    case 'quota-exceeded':
      return '; delete routes or ask AWS for more routes per table (VPC quota "Routes per route table")';
    case 'misconfigured':
      return '; check ROUTE_TABLE_IDS and CLUSTER_NAME';
    default:
      return '';
  }
}
