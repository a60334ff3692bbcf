import type { ErrorKind } from '../../reconcile/cloud/cloud-error.ts';

/** Compute Engine's reasons, which say more than the HTTP status. https://cloud.google.com/compute/docs/troubleshooting/api-errors */
const KIND_BY_REASON = new Map<string, ErrorKind>([
  ['alreadyExists', 'already-exists'],
  ['RESOURCE_ALREADY_EXISTS', 'already-exists'],
  ['notFound', 'not-found'],
  ['RESOURCE_NOT_FOUND', 'not-found'],
  ['resourceNotReady', 'transient'],
  ['RESOURCE_NOT_READY', 'transient'],
  ['RESOURCE_OPERATION_RATE_EXCEEDED', 'throttled'],
  ['rateLimitExceeded', 'throttled'],
  ['userRateLimitExceeded', 'throttled'],
  ['RATE_LIMIT_EXCEEDED', 'throttled'],
  ['backendError', 'transient'],
  ['internalError', 'transient'],
  ['INTERNAL_ERROR', 'transient'],
  ['quotaExceeded', 'quota-exceeded'],
  ['QUOTA_EXCEEDED', 'quota-exceeded'],
  ['limitExceeded', 'quota-exceeded'],
  ['LIMIT_EXCEEDED', 'quota-exceeded'],
  ['forbidden', 'permission-denied'],
  ['insufficientPermissions', 'permission-denied'],
  ['accessNotConfigured', 'permission-denied'],
]);

/** What a reason means, from an HTTP response or from an operation. */
export function errorKindByReason(reason: string | undefined): ErrorKind | undefined {
  return reason === undefined ? undefined : KIND_BY_REASON.get(reason);
}
