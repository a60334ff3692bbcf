import type { ErrorKind } from '../../reconcile/cloud/cloud-error.ts';

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
