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

/** The permissions whose names differ from their methods'. */
const PERMISSIONS = new Map([
  ['routes.insert', 'compute.routes.create and compute.networks.updatePolicy'],
  ['routes.delete', 'compute.routes.delete and compute.networks.updatePolicy'],
  ['instances.aggregatedList', 'compute.instances.list'],
  ['globalOperations.wait', 'compute.globalOperations.get'],
]);

export function remediationFor(kind: ErrorKind, action: string): string {
  switch (kind) {
    case 'permission-denied':
      return `; grant ${PERMISSIONS.get(action) ?? `compute.${action}`} to the service account that podroutes runs as`;
    case 'quota-exceeded':
      return '; delete routes or ask Google for more static routes per network';
    case 'misconfigured':
      return '; check GOOGLE_CLOUD_PROJECT, NETWORK and NETWORK_PROJECT';
    default:
      return '';
  }
}
