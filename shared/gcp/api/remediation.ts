import type { ErrorKind } from '../../reconcile/cloud/cloud-error.ts';

/** The permissions whose names differ from their methods'. */
const PERMISSIONS = new Map([
  ['routes.insert', 'compute.routes.create and compute.networks.updatePolicy'],
  ['routes.delete', 'compute.routes.delete and compute.networks.updatePolicy'],
  ['instances.aggregatedList', 'compute.instances.list'],
  ['globalOperations.wait', 'compute.globalOperations.get'],
  ['zoneOperations.wait', 'compute.zoneOperations.get'],
  ['instances.setMetadata', 'compute.instances.setMetadata and, on its service account, iam.serviceAccounts.actAs'],
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
