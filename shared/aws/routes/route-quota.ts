import type { RouteTable } from '@aws-sdk/client-ec2';
import type { AddressFamily } from '../../reconcile/model/ranges/cidr.ts';

/** Number of routes of one family that count against a table's quota. */
export interface RouteCount {
  readonly table: string;
  readonly family: AddressFamily;
  readonly routes: number;
}

/** Propagated routes have a quota of their own. */
const PROPAGATED_ORIGINS = new Set<string | undefined>(['EnableVgwRoutePropagation', 'Advertisement']);

/**
 * Counts the routes as AWS does: IPv4 and IPv6 apart, without propagated ones. A prefix list counts as one here, but as its
 * maximum number of entries there, which its route does not tell.
 */
export function routeCountsOf(tables: readonly RouteTable[]): RouteCount[] {
  return tables.flatMap(({ RouteTableId: table = '', Routes: routes = [] }) => {
    const counted = routes.filter((route) => !PROPAGATED_ORIGINS.has(route.Origin));
    const ipv6 = counted.filter((route) => route.DestinationIpv6CidrBlock !== undefined).length;
    return [
      { table, family: 'ipv4', routes: counted.length - ipv6 },
      { table, family: 'ipv6', routes: ipv6 },
    ];
  });
}
