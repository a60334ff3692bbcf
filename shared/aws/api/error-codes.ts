import { CONNECTION_ERRORS, DNS_ERRORS, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';

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
  ...[...DNS_ERRORS, ...CONNECTION_ERRORS].map((code): [string, ErrorKind] => [code, 'transient']),
]);
