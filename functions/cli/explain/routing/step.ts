import type { Cidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { addressesText } from '../hop.ts';
import type { Machine, Network, Port } from '../model.ts';
import { chooseRoutes, type ChosenRoute } from './choose-route.ts';
import { type Resolved, resolveTarget } from './resolve-target.ts';

/** What a table does with packets. */
export interface Step extends ChosenRoute {
  readonly port: Port;
  readonly resolved: Resolved;
}

export type Arrival = Extract<Resolved, { kind: 'port' }>;

/** What the table of a port does with the packets of a leg: where that differs, the part that goes wrong. */
export function stepFrom(network: Network, port: Port, to: Cidr, goal: Machine | undefined): Step {
  const { table } = port;
  const steps = chooseRoutes(table.routes, to).map((chosen): Step => {
    const { route, destination } = chosen;
    const resolved: Resolved =
      route === undefined
        ? { kind: 'nobody', why: `${table.id} has no route for ${addressesText(destination)}` }
        : resolveTarget(network, route.target, to);
    return { ...chosen, port, resolved };
  });
  const isWrong = ({ resolved }: Step) => resolved.kind !== 'port' || resolved.machine.id !== goal?.id;
  // Of addresses that nobody has, the narrowest route says most.
  const chosen = goal === undefined ? steps.at(-1) : (steps.find(isWrong) ?? steps[0]);
  return chosen ?? { destination: to, port, route: undefined, resolved: { kind: 'nobody', why: 'there is no route' } };
}

/** Why a blackhole is one, where the decision table knows. */
export const whyNobody = ({ route }: Step, why: string) =>
  route?.target.kind === 'blackhole' && route.standing !== undefined
    ? `${route.standing.reason}, and the route is a blackhole`
    : why;
