import type { Action } from './action.ts';
import { dhcpOptionsActions } from './dhcp-options.ts';
import { gatewayActions } from './gateways.ts';
import { instanceAttributeActions } from './instance-attributes.ts';
import { instanceActions } from './instances.ts';
import { interfaceActions } from './interfaces.ts';
import { keyPairActions } from './key-pairs.ts';
import { networkAclActions } from './network-acls.ts';
import { placeActions } from './places.ts';
import { routeTableActions } from './route-tables.ts';
import { routeActions } from './routes.ts';
import { runInstancesActions } from './run-instances.ts';
import { securityGroupActions } from './security-groups.ts';
import { subnetActions } from './subnets.ts';
import { tagActions } from './tags.ts';
import { vpcActions } from './vpcs.ts';

/** Every action the local EC2 knows, by name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    ...vpcActions,
    ...subnetActions,
    ...gatewayActions,
    ...dhcpOptionsActions,
    ...securityGroupActions,
    ...networkAclActions,
    ...keyPairActions,
    ...routeTableActions,
    ...routeActions,
    ...runInstancesActions,
    ...instanceActions,
    ...instanceAttributeActions,
    ...interfaceActions,
    ...tagActions,
    ...placeActions,
  }),
);
