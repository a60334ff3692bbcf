import { familyOf } from '../model/cidr.ts';
import { type CloudError, isRetryable } from '../cloud/cloud-error.ts';
import { nextHopLabel } from '../model/route.ts';
import type { Provider } from '../model/instance.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Report, ReportedChange } from './report.ts';

function describe(change: RouteChange, cloud: Provider): Omit<ReportedChange, 'status'> {
  const { action, destination, table, reason, drift } = change;
  const base = { action, destination, table, reason, drift };
  if (change.action === 'delete') return { ...base, target: nextHopLabel(change.before.nextHop, cloud) };
  const { node } = change;
  const target = cloud === 'aws' ? node.id : (node.targetByFamily[familyOf(destination)] ?? node.id);
  const before = change.action === 'replace' ? { before: nextHopLabel(change.before.nextHop, cloud) } : {};
  return { ...base, target, node: node.id, name: node.name, ...before };
}

/** A change that was decided and not carried out. */
export function reportPlanned(change: RouteChange, cloud: Provider): ReportedChange {
  return { ...describe(change, cloud), status: 'planned' };
}

/** A change that was carried out or failed. Undefined for one that turned out to be needless. */
export function reportResult(result: ChangeResult, cloud: Provider): ReportedChange | undefined {
  switch (result.status) {
    case 'done':
      return { ...describe(result.change, cloud), status: 'done' };
    case 'failed':
      return { ...describe(result.change, cloud), status: 'failed', ...reportError(result.error) };
    case 'not-started':
      return reportPlanned(result.change, cloud);
    case 'no-op':
    case 'conflict':
      return undefined;
  }
}

export function reportError(error: CloudError): { error: string; retryable: boolean } {
  return { error: `${error.code}: ${error.message}`, retryable: isRetryable(error) };
}

/** Counts for the report's last line. */
export function summarise(changes: readonly ReportedChange[], unchanged: number, conflicts: number): Report['summary'] {
  const countDone = (action: RouteChange['action']) =>
    changes.filter((change) => change.status === 'done' && change.action === action).length;
  return {
    created: countDone('create'),
    replaced: countDone('replace'),
    deleted: countDone('delete'),
    unchanged,
    failed: changes.filter((change) => change.status === 'failed').length,
    conflicts,
  };
}

/** How one change ended. */
export type ChangeResult =
  | { readonly status: 'done'; readonly change: RouteChange }
  /** When it came to it, the route was right or no longer ours to change. */
  | { readonly status: 'no-op'; readonly change: RouteChange }
  | { readonly status: 'conflict'; readonly change: RouteChange; readonly reason: string }
  | { readonly status: 'failed'; readonly change: RouteChange; readonly error: CloudError }
  /** Not sent, because the run was told to stop. */
  | { readonly status: 'not-started'; readonly change: RouteChange };
