import type { Route as Ec2Route } from '@aws-sdk/client-ec2';
import type { InstanceTarget, NextHop } from '../../reconcile/model/route.ts';

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
    route.CoreNetworkArn ??
    route.OdbNetworkArn;
  const instance: InstanceTarget = {
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(interfaceId === undefined ? {} : { targetId: interfaceId }),
  };
  const isOurAccount = account === undefined || ownerAccount === undefined || account === ownerAccount;
  const leadsToInstance = gateway === undefined && (instanceId ?? interfaceId) !== undefined;
  if (route.Origin !== 'CreateRoute') {
    return {
      kind: 'foreign',
      description: `${gateway ?? 'a route'} (${route.Origin})`,
      target: gateway ?? interfaceId ?? instanceId ?? '-',
      // A Route Server advertises routes to interfaces of instances.
      ...(leadsToInstance && isOurAccount ? { instance } : {}),
    };
  }
  if (!leadsToInstance) return { kind: 'foreign', description: gateway ?? 'a target of an unknown kind' };
  if (!isOurAccount) return { kind: 'foreign', description: `${instanceId ?? interfaceId} of account ${account}` };
  return { kind: 'instance', ...instance };
}
