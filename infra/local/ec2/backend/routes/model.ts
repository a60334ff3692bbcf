import type { Family } from '../cidr.ts';

/** The kinds of route target that are neither an instance nor an interface, by their field of a route. */
export const gatewayFields = [
  'gatewayId',
  'natGatewayId',
  'transitGatewayId',
  'vpcPeeringConnectionId',
  'egressOnlyInternetGatewayId',
  'carrierGatewayId',
  'localGatewayId',
  'coreNetworkArn',
] as const;

export type GatewayField = (typeof gatewayFields)[number];

export type RouteOrigin = 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation' | 'Advertisement';

export type RouteState = 'active' | 'blackhole' | 'filtered';

export interface InterfaceTarget {
  readonly kind: 'interface';
  readonly interfaceId: string;
  /** The instance behind the interface when the route was made. */
  readonly instanceId: string | undefined;
  /** The account the instance belongs to. */
  readonly ownerId: string;
}

export interface GatewayTarget {
  readonly kind: 'gateway';
  readonly field: GatewayField;
  readonly id: string;
}

export type Target = InterfaceTarget | GatewayTarget;

/** `prefix-list` routes can only be added by a test. */
export type DestinationKind = Family | 'prefix-list';

export interface Route {
  readonly id: string;
  readonly tableId: string;
  readonly destination: string;
  readonly destinationKind: DestinationKind;
  readonly target: Target;
  readonly origin: RouteOrigin;
  /** Set for routes whose target this service does not know; computed for all others. */
  readonly fixedState: RouteState | undefined;
}

/** A route as it is read: what its target is *now*, and whether traffic gets there. */
export interface RouteView extends Partial<Record<GatewayField, string>> {
  readonly destination: string;
  readonly destinationKind: DestinationKind;
  readonly instanceId?: string;
  readonly instanceOwnerId?: string;
  readonly networkInterfaceId?: string;
  readonly origin: RouteOrigin;
  readonly state: RouteState;
}
