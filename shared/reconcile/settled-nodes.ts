import { within, familyOf, type Cidr } from './model/ranges/cidr.ts';
import { deletedInstance, type Hint } from './model/hint.ts';
import { leadsTo, type Route } from './model/route.ts';
import { isInconclusive, type Snapshot } from './model/snapshot.ts';
import { readinessIn } from './plan/node-readiness.ts';
import type { FinalNetwork, SettledNode } from './model/final-network.ts';
import type { Observation } from './observation.ts';
import type { ChangeResult } from './report/change-result.ts';
import type { Report } from './report/report.ts';

const keyOf = ({ table, destination, name = '' }: Route) => `${table} ${destination} ${name}`;

function writtenRoute(change: ChangeResult['change']): Route | undefined {
  if (change.action === 'delete') return undefined;
  const { table, destination, node } = change;
  const targetId = node.targetByFamily[familyOf(destination)];
  const nextHop = { kind: 'instance', instanceId: node.id, ...(targetId === undefined ? {} : { targetId }) } as const;
  return { table, destination, nextHop, state: 'active' };
}

/** The routes that were read, and what became of them since. */
function routesAfter(routes: readonly Route[], done: readonly ChangeResult['change'][]): Route[] {
  const replaced = new Set(done.flatMap((change) => (change.action === 'create' ? [] : [keyOf(change.before)])));
  return [
    ...routes.filter((route) => !replaced.has(keyOf(route))),
    ...done.map(writtenRoute).filter((route) => route !== undefined),
  ];
}

/** What was withheld, left or cut short anywhere is a reason to look again at everything. */
function isUndisturbed(report: Report, { snapshot, plan }: Observation): boolean {
  const isCut = report.stopped ?? report.interrupted ?? report.partial;
  return isCut === undefined && !isInconclusive(snapshot) && plan.waiting.length === 0;
}

function isUndone(id: string, { undone = [], conflicts, skipped, told = [] }: Report): boolean {
  return (
    undone.some(({ instances }) => instances.length === 0 || instances.includes(id)) ||
    conflicts.some(({ nodes }) => nodes.includes(id)) ||
    [...skipped, ...told].some(({ node }) => node === id)
  );
}

/** Whether the run took a route to it out of each table, and none is left. */
function isRemoved(id: string, done: readonly ChangeResult['change'][], { tables, routes }: Snapshot): boolean {
  const ended = deletedInstance(id);
  const removedIn = new Set(
    done.flatMap((change) =>
      change.action !== 'create' && leadsTo(change.before.nextHop, ended) ? [change.table] : [],
    ),
  );
  return tables.every((table) => removedIn.has(table)) && !routes.some(({ nextHop }) => leadsTo(nextHop, ended));
}

/** @param results of the run's writes; all of them are later than the look */
export function finalNetwork(
  look: Observation,
  results: readonly ChangeResult[],
  { hints, report, clusterCidrs }: { hints: readonly Hint[]; report: Report; clusterCidrs: readonly Cidr[] },
): FinalNetwork {
  const { snapshot } = look;
  const { tables } = snapshot;
  const done = results.flatMap(({ status, change }) => (status === 'done' ? [change] : []));
  const after: Snapshot = { ...snapshot, routes: routesAfter(snapshot.routes, done) };
  const readinessOf = readinessIn(after, clusterCidrs);
  const settle = ({ instanceId: id, state }: Hint): SettledNode[] => {
    if (state === 'deleted') return isRemoved(id, done, after) ? [{ state: 'unrouted', id }] : [];
    const readiness = readinessOf(id);
    const isStated = readiness.status === 'ready' && readiness.node.claim.kind === 'stated';
    const isUp = readiness.status === 'ready' && /^(pending|running)$/.test(readiness.node.state);
    return isStated && isUp ? [{ state: 'routed', id, instance: readiness.node }] : [];
  };
  const settled = isUndisturbed(report, look)
    ? hints.filter(({ instanceId }) => !isUndone(instanceId, report)).flatMap(settle)
    : [];
  return { settled, tables, routes: after.routes.filter(({ destination }) => within(clusterCidrs, destination)) };
}
