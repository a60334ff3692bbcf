import { type Cidr, contains } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Machine, Network, Port, RouteTarget } from '../model.ts';

/** Where a route leads: to an interface, or to nobody who could take packets. */
export type Resolved =
  | { readonly kind: 'port'; readonly port: Port; readonly machine: Machine }
  | { readonly kind: 'nobody'; readonly why: string };

const nobody = (why: string): Resolved => ({ kind: 'nobody', why });

function find({ machines }: Network, isMeant: (port: Port) => boolean): Resolved | undefined {
  for (const machine of machines) {
    const port = machine.ports.find(isMeant);
    if (port !== undefined) return { kind: 'port', port, machine };
  }
  return undefined;
}

export function resolveTarget(network: Network, target: RouteTarget, to: Cidr): Resolved {
  switch (target.kind) {
    case 'local':
      return (
        find(network, ({ addresses }) => addresses.some((own) => contains(own, to))) ??
        nobody('the network itself answers for these addresses, and no interface has them')
      );
    case 'port':
      return find(network, ({ id }) => id === target.port) ?? nobody(`no instance has ${target.port}`);
    case 'blackhole':
      return nobody(`${target.label} is gone or takes no packets: the route is a blackhole`);
    case 'elsewhere':
      return nobody(`behind ${target.label} there are no pods of this network`);
  }
}
