import { contains } from '../../../../shared/reconcile/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model.ts';
import type { RouteEntry } from '../../../../shared/reconcile/route-entries.ts';
import { type Finding, finding } from '../model.ts';
import type { Mends } from './mends.ts';

/** A node by its name and, where that says more, its id. */
export const label = ({ name, id }: Pick<Instance, 'name' | 'id'>) => (name === id ? id : `${name} (${id})`);

const placeOf = ({ destination, table }: RouteEntry) => `${destination} in ${table}`;

const leadsTo = ({ target }: RouteEntry) => (target === undefined ? '' : ` leads to ${target}`);

/**
 * A range that somebody holds who does not claim it. A node whose own claim is in doubt is a finding of its own, and its route
 * is not to be deleted.
 */
function judgeContest(route: RouteEntry, { nodes }: Inventory, mends: Mends): Finding[] {
  const { node, destination, reason } = route;
  const holder = nodes.find((entry) => entry.node.id === node?.id);
  const claimed = nodes.some((entry) => entry !== holder && entry.podCidrs.includes(destination));
  if (holder !== undefined && !claimed) return [];
  const subject = placeOf(route);
  const mend =
    holder === undefined
      ? [mends.deleteRoute(route), mends.podroutes('resync')]
      : [mends.showNodeData(holder.node), mends.podroutes('resync')];
  return [finding('route-contested', { subject, what: `${subject} is ${reason ?? 'contested'}`, mend })];
}

function judgeRoute(route: RouteEntry, inventory: Inventory, mends: Mends): Finding[] {
  const { status, node, reason } = route;
  const subject = placeOf(route);
  switch (status) {
    case 'ok':
    case 'foreign':
      return [];
    case 'missing': {
      const what = `no route for ${subject}${node === undefined ? '' : `, where the pods of ${label(node)} are`}`;
      return [finding('route-missing', { subject, what, mend: mends.podroutes('resync') })];
    }
    case 'stale': {
      const what = `${subject}${leadsTo(route)}, which is wrong${reason === undefined ? '' : `: ${reason}`}`;
      return [finding('route-stale', { subject, what, mend: mends.podroutes('resync') })];
    }
    case 'blackhole': {
      // Of a node that does not run this is no news, and it heals by itself.
      if (node !== undefined && node.life !== 'running') return [];
      const what = `${subject}${leadsTo(route)} and is a blackhole`;
      return [finding('route-blackhole', { subject, what, mend: mends.podroutes('resync') })];
    }
    case 'conflict':
      return judgeContest(route, inventory, mends);
  }
}

/** Foreign routes to a part of a node's range: they win over the node's own. */
function shadows({ nodes, routes }: Inventory, mends: Mends): Finding[] {
  const foreign = routes.filter(({ status }) => status === 'foreign');
  return nodes.flatMap(({ node, podCidrs }) =>
    podCidrs.flatMap((cidr) =>
      foreign
        .filter(({ destination }) => destination !== cidr && contains(cidr, destination))
        .map((route) => {
          const what = `${placeOf(route)}${leadsTo(route)} and lies inside ${cidr} of ${label(node)}`;
          return finding('route-shadowed', { subject: placeOf(route), what, mend: mends.deleteRoute(route) });
        }),
    ),
  );
}

function stopped({ nodes }: Inventory, mends: Mends): Finding[] {
  return nodes
    .filter(({ node }) => node.life === 'stopped')
    .map(({ node }) =>
      finding('node-stopped', { subject: node.id, what: `${label(node)} is stopped`, mend: mends.startNode(node) }),
    );
}

/** What is wrong with the routes themselves, by the decision table. */
export function judgeRoutes(inventory: Inventory, place: string, mends: Mends): Finding[] {
  const none =
    inventory.nodes.length > 0
      ? []
      : [
          finding('no-nodes', {
            subject: place,
            what: `no instance in ${place} states a pod CIDR`,
            mend: mends.listInstances(),
          }),
        ];
  return [
    ...inventory.routes.flatMap((route) => judgeRoute(route, inventory, mends)),
    ...shadows(inventory, mends),
    ...stopped(inventory, mends),
    ...none,
  ];
}
