import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import { type Finding, finding } from '../finding.ts';
import { type Advice, isToLeave, restate, sharesItsRange } from '../advice/advice.ts';
import { claimantsOf, obstaclesIn, possibleObstacles } from '../advice/obstacles.ts';
import { holderText } from '../advice/ownership.ts';

/** `worker-0 (i-0123)` */
export const nodeLabel = ({ name, id }: Pick<Instance, 'name' | 'id'>) => (name === id ? id : `${name} (${id})`);

const routeKey = ({ destination, table }: RouteEntry) => `${destination} in ${table}`;

const targetText = ({ target }: RouteEntry) => (target === undefined ? '' : ` leads to ${target}`);

/**
 * What to do about a route in the way of nodes: they leave its range if all of them can. It is deleted only if nobody lives by it,
 * and shown otherwise.
 */
function mendObstacle(advice: Advice, route: RouteEntry, nodes: readonly Instance[], claimed = route.destination) {
  const leaving = nodes.filter((node) => isToLeave(advice, node, claimed));
  if (leaving.length === nodes.length) return restate(advice, leaving);
  if (advice.holderOf(route).kind === 'nobody') return [advice.remediations.deleteRoute(route)];
  return [advice.remediations.showRoute(route)];
}

const holderNote = ({ holderOf }: Advice, route: RouteEntry) => {
  const holder = holderOf(route);
  return holder.kind === 'nobody' ? '' : `; ${holderText(holder)}`;
};

/** A route whose target does not claim its range, which nodes of this cluster do. */
function analyzeConflict(advice: Advice, route: RouteEntry): Finding[] {
  const { inventory, resync, clusterOf } = advice;
  const { node: holder, destination, reason } = route;
  const claimants = claimantsOf(destination, inventory)
    .map(({ node }) => node)
    .filter((node) => node.id !== holder?.id && clusterOf(node) === undefined);
  if (claimants.length === 0) return [];
  const subject = routeKey(route);
  const mend = [...new Set([...mendObstacle(advice, route, claimants), ...resync()])];
  const what = `${subject} is ${reason ?? 'contested'}${holderNote(advice, route)}`;
  return [finding('route-contested', { subject, what, mend })];
}

function analyzeRoute(advice: Advice, route: RouteEntry): Finding[] {
  const { status, node, reason } = route;
  const subject = routeKey(route);
  const resync = advice.resync();
  switch (status) {
    case 'ok':
    case 'foreign':
    case 'stopped':
    // What its node states is a finding of its own.
    case 'retained':
      return [];
    case 'missing': {
      const what = `no route for ${subject}${node === undefined ? '' : `, where the pods of ${nodeLabel(node)} are`}`;
      // A node that is about to leave the range needs no route to it.
      const isLeft = node !== undefined && isToLeave(advice, node, route.destination);
      return [finding('route-missing', { subject, what, mend: isLeft ? restate(advice, [node]) : resync })];
    }
    case 'stale': {
      const what = `${subject}${targetText(route)}, which is wrong${reason === undefined ? '' : `: ${reason}`}`;
      // A node that is about to state this range keeps the route.
      const isComing = node !== undefined && advice.podCidrs.get(node.id)?.includes(route.destination) === true;
      return [finding('route-stale', { subject, what, mend: isComing ? restate(advice, [node]) : resync })];
    }
    case 'blackhole': {
      // While its node boots, a route may be a blackhole, and no longer once it runs.
      if (node !== undefined && node.state !== 'running') return [];
      const what = `${subject}${targetText(route)} and is a blackhole`;
      return [finding('route-blackhole', { subject, what, mend: resync })];
    }
    case 'conflict':
      return analyzeConflict(advice, route);
  }
}

/** Unmanaged routes to a part of a node's range, which win by their longer prefix. */
function shadowingRoutes(advice: Advice): Finding[] {
  const { nodes } = advice.inventory;
  const obstacles = possibleObstacles(advice.inventory);
  return nodes.flatMap(({ node, podCidrs }) =>
    podCidrs.flatMap((cidr) =>
      obstaclesIn(cidr, node, obstacles)
        .filter(({ destination }) => destination !== cidr)
        .map((route) => {
          const inside = `${routeKey(route)}${targetText(route)} and lies inside ${cidr} of ${nodeLabel(node)}`;
          const what = `${inside}${holderNote(advice, route)}`;
          const mend = mendObstacle(advice, route, [node], cidr);
          return finding('route-shadowed', { subject: routeKey(route), what, mend });
        }),
    ),
  );
}

/** A node that starts counts as launched anew, so whoever shares its range would come before it. It has to forward at once. */
function mendStopped(advice: Advice, entry: NodeEntry): string[] {
  const { remediations } = advice;
  const { node } = entry;
  if (sharesItsRange(advice, entry)) return [remediations.showNode(node)];
  const start = [...(node.canIpForward ? [] : [remediations.enableIpForwarding(node)]), remediations.startNode(node)];
  // It is told a range once it runs.
  return node.claim.kind === 'requested' ? [...start, ...advice.resync()] : start;
}

function stoppedNodes(advice: Advice): Finding[] {
  const { inventory, clusterOf } = advice;
  return inventory.nodes
    .filter(({ node }) => node.state === 'stopped' && clusterOf(node) === undefined)
    .map((entry) => {
      const shared = sharesItsRange(advice, entry) ? ', and another has its range too' : '';
      const what = `${nodeLabel(entry.node)} is stopped${shared}`;
      return finding('node-stopped', { subject: entry.node.id, what, mend: mendStopped(advice, entry) });
    });
}

/** What is wrong with the routes themselves, by the decision table. */
export function analyzeRoutes(advice: Advice, location: string): Finding[] {
  const { inventory, remediations } = advice;
  const findings = [
    ...inventory.routes.flatMap((route) => analyzeRoute(advice, route)),
    ...shadowingRoutes(advice),
    ...stoppedNodes(advice),
  ];
  if (inventory.nodes.length > 0) return findings;
  const what = `no instance in ${location} states a pod CIDR`;
  return [...findings, finding('no-nodes', { subject: location, what, mend: remediations.listInstances() })];
}
