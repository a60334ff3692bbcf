import type { Route } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { toNextHop } from '../../../shared/aws/routes/next-hop.ts';
import { nextHopLabel } from '../../../shared/reconcile/model/route.ts';

const CORE = 'arn:aws:networkmanager::123456789012:core-network/core-network-1';
const ODB = 'arn:aws:odb:us-east-1:123456789012:odb-network/odbnet_1';

it.each<[string, Route, string]>([
  ['an instance', { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }, 'i-1'],
  ['an interface', { NetworkInterfaceId: 'eni-1' }, 'eni-1'],
  ['an internet gateway', { GatewayId: 'igw-1' }, 'igw-1'],
  ['a virtual private gateway', { GatewayId: 'vgw-1' }, 'vgw-1'],
  ['a VPC endpoint', { GatewayId: 'vpce-1' }, 'vpce-1'],
  ['the VPC itself', { GatewayId: 'local' }, 'local'],
  ['a NAT gateway', { NatGatewayId: 'nat-1' }, 'nat-1'],
  ['a transit gateway', { TransitGatewayId: 'tgw-1' }, 'tgw-1'],
  ['a peering connection', { VpcPeeringConnectionId: 'pcx-1' }, 'pcx-1'],
  ['an egress-only gateway', { EgressOnlyInternetGatewayId: 'eigw-1' }, 'eigw-1'],
  ['a local gateway', { LocalGatewayId: 'lgw-1' }, 'lgw-1'],
  ['a carrier gateway', { CarrierGatewayId: 'cagw-1' }, 'cagw-1'],
  ['a core network', { CoreNetworkArn: CORE }, CORE],
  ['a network of Oracle databases', { OdbNetworkArn: ODB }, ODB],
  ['what is not known', {}, 'a target of an unknown kind'],
])('a route to %s is listed with its target, whoever made it', (_, route, target) => {
  const label = (Origin: Route['Origin'] & string) => nextHopLabel(toNextHop({ ...route, Origin }, undefined), 'aws');
  expect(label('CreateRoute')).toBe(target);
  const propagated = label('EnableVgwRoutePropagation');
  expect(propagated).toBe(Object.keys(route).length === 0 ? '-' : (route.NetworkInterfaceId ?? target));
});
