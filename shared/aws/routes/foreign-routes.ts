import type { Route as Ec2Route } from '@aws-sdk/client-ec2';
import type { NextHop } from '../../reconcile/model/route.ts';

/** Where a route leads: `foreign` is every route that no CreateRoute call to an instance of the account made. */
export function toNextHop(route: Ec2Route, ownerAccount: string | undefined): NextHop {
  const { InstanceId: instanceId, NetworkInterfaceId: interfaceId, InstanceOwnerId: account } = route;
  const gateway =
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.EgressOnlyInternetGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn;
  if (route.Origin !== 'CreateRoute') {
    return {
      kind: 'foreign',
      description: `${gateway ?? 'a route'} (${route.Origin})`,
      target: gateway ?? interfaceId ?? instanceId ?? '-',
    };
  }
  if (gateway !== undefined || (instanceId === undefined && interfaceId === undefined)) {
    return { kind: 'foreign', description: gateway ?? 'a target of an unknown kind' };
  }
  if (account !== undefined && ownerAccount !== undefined && account !== ownerAccount) {
    return { kind: 'foreign', description: `${instanceId ?? interfaceId} of account ${account}` };
  }
  return {
    kind: 'instance',
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(interfaceId === undefined ? {} : { targetId: interfaceId }),
  };
}
