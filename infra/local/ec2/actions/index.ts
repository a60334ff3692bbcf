import type { Action } from './action.ts';
import { dhcpOptionsActions } from './network/dhcp-options.ts';
import { gatewayActions } from './network/gateways.ts';
import { instanceAttributeActions } from './instances/attributes.ts';
import { instanceActions } from './instances/instances.ts';
import { interfaceActions } from './network/interfaces.ts';
import { metadataOptionActions } from './instances/metadata-options.ts';
import { keyPairActions } from './instances/key-pairs.ts';
import { networkAclActions } from './security/network-acls.ts';
import { launchTemplateActions } from './instances/launch-templates.ts';
import { locationActions } from './locations.ts';
import { routeTableActions } from './routes/route-tables.ts';
import { routeActions } from './routes/routes.ts';
import { runInstancesActions } from './instances/run-instances.ts';
import { securityGroupActions } from './security/security-groups.ts';
import { subnetActions } from './network/subnets.ts';
import { tagActions } from './tags/tags.ts';
import { vpcActions } from './network/vpcs.ts';

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
    ...launchTemplateActions,
    ...runInstancesActions,
    ...instanceActions,
    ...instanceAttributeActions,
    ...metadataOptionActions,
    ...interfaceActions,
    ...tagActions,
    ...locationActions,
  }),
);
