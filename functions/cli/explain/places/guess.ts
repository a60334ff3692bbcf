import { type Cidr, within } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { nodeLabel } from '../../doctor/analyze/routes.ts';
import { type ChosenRoute, chooseRoutes } from '../routing/choose-route.ts';
import { addressesText, type Concern, type Place } from '../hop.ts';
import type { Machine, Network } from '../model.ts';
import { resolveTarget } from '../routing/resolve-target.ts';
import type { Directory } from './directory.ts';

export function unclaimed(destination: Cidr, why: string): Concern {
  const what = `no node states a range with ${addressesText(destination)}, and ${why}`;
  return { status: 'broken', what, fault: { kind: 'unclaimed', destination } };
}

/** What each table does with packets to these addresses. */
function chosenRoutes({ machines }: Network, cidr: Cidr): ChosenRoute[] {
  const tables = new Set(machines.flatMap(({ ports }) => ports.map(({ table }) => table)));
  return [...tables].flatMap(({ routes }) => chooseRoutes(routes, cidr));
}

/** The instances to which routes for these addresses lead, though they do not state them. */
function routedTo(network: Network, cidr: Cidr, chosen: readonly ChosenRoute[]): Machine[] {
  const found = chosen.flatMap(({ route }) => (route === undefined ? [] : resolveTarget(network, route.target, cidr)));
  return [...new Set(found.flatMap((resolved) => (resolved.kind === 'port' ? [resolved.machine] : [])))];
}

function inDoubt(what: string): Concern {
  return { status: 'unknown', what };
}

/** Addresses that no node states: whoever the routes lead to may have them. */
export function guess({ network, inventory }: Directory, cidr: Cidr): Place {
  const chosen = chosenRoutes(network, cidr);
  const [machine, another] = routedTo(network, cidr, chosen);
  const text = addressesText(cidr);
  const nobody = { cidr, label: `${text}, which no node states`, machine: undefined };
  if (machine === undefined) {
    const isRouted = chosen.some(
      ({ route }) => route !== undefined && within(inventory.clusterCidrs, route.destination),
    );
    if (isRouted) return nobody;
    const concern = unclaimed(cidr, 'no route inside the cluster CIDR leads there');
    return { ...nobody, label: `${text}, which nobody has`, concern };
  }
  const label = nodeLabel(machine);
  if (another === undefined) {
    const concern = inDoubt(`only a route says that ${label} has it`);
    return { cidr, label: `${text}, behind ${label}, which states no range with it`, machine, concern };
  }
  return { ...nobody, concern: inDoubt(`one route to it leads to ${label}, another to ${nodeLabel(another)}`) };
}
