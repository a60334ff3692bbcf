import type { Cidr } from '../cidr.ts';
import type { State } from '../state.ts';

/** The route by which the subnets of a VPC reach each other. Nobody can delete it. */
export function addLocalRoute(state: State, tableId: string, cidr: Cidr): void {
  state.routes.put({
    id: `${tableId} ${cidr.text}`,
    tableId,
    destination: cidr.text,
    destinationKind: cidr.family,
    target: { kind: 'gateway', field: 'gatewayId', id: 'local' },
    origin: 'CreateRouteTable',
    fixedState: 'active',
  });
}
