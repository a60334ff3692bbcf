import { familyOf } from '../model/ranges/cidr.ts';
import { type CloudError, isRetryable } from '../cloud/cloud-error.ts';
import { nextHopLabel } from '../model/route.ts';
import type { Provider } from '../model/instance.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Report, ReportedChange } from './report.ts';

export type ChangeResult =
  | { readonly status: 'done'; readonly change: RouteChange }
  /** When the route was read again, it was right or no longer ours to change. */
  | { readonly status: 'no-op'; readonly change: RouteChange }
  /** When the route was read again, the change was due, but a partial snapshot does not allow it. */
  | { readonly status: 'deferred'; readonly change: RouteChange }
  | { readonly status: 'conflict'; readonly change: RouteChange; readonly reason: string }
  | { readonly status: 'failed'; readonly change: RouteChange; readonly error: CloudError }
  /** Not sent, because the run was stopped. */
  | { readonly status: 'not-started'; readonly change: RouteChange };

function describe(change: RouteChange, cloud: Provider): Omit<ReportedChange, 'status'> {
  const { action, destination, table, reason, drift } = change;
  const name = change.action === 'create' ? undefined : change.before.name;
  const base = { action, destination, table, reason, drift, ...(name === undefined ? {} : { route: name }) };
  if (change.action === 'delete') return { ...base, target: nextHopLabel(change.before.nextHop, cloud) };
  const { node } = change;
  const target = cloud === 'aws' ? node.id : (node.targetByFamily[familyOf(destination)] ?? node.id);
  const before = change.action === 'replace' ? { before: nextHopLabel(change.before.nextHop, cloud) } : {};
  return { ...base, target, node: node.id, name: node.name, ...before, ...interfacesOf(change, cloud) };
}

/** Before and after: on AWS both next hops of a wrong interface are labelled with the instance. */
function interfacesOf(
  change: RouteChange,
  cloud: Provider,
): Pick<ReportedChange, 'interfaceBefore' | 'interfaceAfter'> {
  if (cloud !== 'aws' || change.action !== 'replace' || change.reason !== 'wrong interface') return {};
  const { nextHop } = change.before;
  const interfaceBefore = nextHop.kind === 'instance' ? nextHop.targetId : undefined;
  const interfaceAfter = change.node.targetByFamily[familyOf(change.destination)];
  if (interfaceBefore === undefined || interfaceAfter === undefined) return {};
  return { interfaceBefore, interfaceAfter };
}

export function reportPlanned(change: RouteChange, cloud: Provider): ReportedChange {
  return { ...describe(change, cloud), status: 'planned' };
}

/** Undefined for a change that turned out to be needless or a conflict. */
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
    case 'deferred':
      return undefined;
  }
}

export function reportError(error: CloudError): { error: string; retryable: boolean } {
  return { error: `${error.code}: ${error.message}`, retryable: isRetryable(error) };
}

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
