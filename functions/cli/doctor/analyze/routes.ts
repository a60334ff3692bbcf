import { contains } from '../../../../shared/reconcile/model/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import { type Finding, finding } from '../finding.ts';
import type { Remediations } from './remediations.ts';

/** `worker-0 (i-0123)` */
export const nodeLabel = ({ name, id }: Pick<Instance, 'name' | 'id'>) => (name === id ? id : `${name} (${id})`);

const routeKey = ({ destination, table }: RouteEntry) => `${destination} in ${table}`;

const targetText = ({ target }: RouteEntry) => (target === undefined ? '' : ` leads to ${target}`);

/** A route whose target does not claim its range. The route of a node whose own claim is refused is not to be deleted. */
function analyzeConflict(route: RouteEntry, { nodes }: Inventory, remediations: Remediations): Finding[] {
  const { node, destination, reason } = route;
  const holder = nodes.find((entry) => entry.node.id === node?.id);
  const isClaimed = nodes.some((entry) => entry !== holder && entry.podCidrs.includes(destination));
  if (holder !== undefined && !isClaimed) return [];
  const subject = routeKey(route);
  const mend =
    holder === undefined
      ? [remediations.deleteRoute(route), remediations.podroutes('resync')]
      : [remediations.showPodCidrSource(holder.node), remediations.podroutes('resync')];
  return [finding('route-contested', { subject, what: `${subject} is ${reason ?? 'contested'}`, mend })];
}

function analyzeRoute(route: RouteEntry, inventory: Inventory, remediations: Remediations): Finding[] {
  const { status, node, reason } = route;
  const subject = routeKey(route);
  switch (status) {
    case 'ok':
    case 'foreign':
      return [];
    case 'missing': {
      const what = `no route for ${subject}${node === undefined ? '' : `, where the pods of ${nodeLabel(node)} are`}`;
      return [finding('route-missing', { subject, what, mend: remediations.podroutes('resync') })];
    }
    case 'stale': {
      const what = `${subject}${targetText(route)}, which is wrong${reason === undefined ? '' : `: ${reason}`}`;
      return [finding('route-stale', { subject, what, mend: remediations.podroutes('resync') })];
    }
    case 'blackhole': {
      // While its node does not run, a route is a blackhole, and no longer once it does.
      if (node !== undefined && node.state !== 'running') return [];
      const what = `${subject}${targetText(route)} and is a blackhole`;
      return [finding('route-blackhole', { subject, what, mend: remediations.podroutes('resync') })];
    }
    case 'conflict':
      return analyzeConflict(route, inventory, remediations);
  }
}

/** Unmanaged routes to a part of a node's range, which win by their longer prefix. */
function shadowingRoutes({ nodes, routes }: Inventory, remediations: Remediations): Finding[] {
  const foreign = routes.filter(({ status }) => status === 'foreign');
  return nodes.flatMap(({ node, podCidrs }) =>
    podCidrs.flatMap((cidr) =>
      foreign
        .filter(({ destination }) => destination !== cidr && contains(cidr, destination))
        .map((route) => {
          const what = `${routeKey(route)}${targetText(route)} and lies inside ${cidr} of ${nodeLabel(node)}`;
          return finding('route-shadowed', { subject: routeKey(route), what, mend: remediations.deleteRoute(route) });
        }),
    ),
  );
}

function stoppedNodes({ nodes }: Inventory, remediations: Remediations): Finding[] {
  return nodes
    .filter(({ node }) => node.state === 'stopped')
    .map(({ node }) => {
      const what = `${nodeLabel(node)} is stopped`;
      return finding('node-stopped', { subject: node.id, what, mend: remediations.startNode(node) });
    });
}

/** What is wrong with the routes themselves, by the decision table. */
export function analyzeRoutes(inventory: Inventory, location: string, remediations: Remediations): Finding[] {
  const findings = [
    ...inventory.routes.flatMap((route) => analyzeRoute(route, inventory, remediations)),
    ...shadowingRoutes(inventory, remediations),
    ...stoppedNodes(inventory, remediations),
  ];
  if (inventory.nodes.length > 0) return findings;
  const what = `no instance in ${location} states a pod CIDR`;
  return [...findings, finding('no-nodes', { subject: location, what, mend: remediations.listInstances() })];
}
