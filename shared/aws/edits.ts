import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { type Cidr, familyOf } from '../reconcile/cidr.ts';
import { ifConfirmed, type Permit } from '../reconcile/cloud.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Instance, Route } from '../reconcile/model.ts';
import type { Ec2 } from './client.ts';

const blockOf = (destination: Cidr) =>
  familyOf(destination) === 'ipv4' ? { DestinationCidrBlock: destination } : { DestinationIpv6CidrBlock: destination };

type Target = { InstanceId: string } | { NetworkInterfaceId: string };

/** EC2's ways of saying that a route to this instance must name an interface. */
const NAME_AN_INTERFACE = new Set(['InvalidInstanceID', 'IncorrectInstanceState', 'IncorrectState']);

/** Routes to the instance, as people do by hand; to its first interface where it has several or EC2 refuses the instance. */
async function pointAt(node: Instance, destination: Cidr, write: (target: Target) => Promise<void>): Promise<void> {
  const via = node.target[familyOf(destination)];
  const byInterface = via === undefined ? undefined : { NetworkInterfaceId: via };
  if (byInterface !== undefined && node.reachedBy.length !== 1) return write(byInterface);
  try {
    await write({ InstanceId: node.id });
  } catch (error) {
    if (byInterface === undefined || !(error instanceof CloudError) || !NAME_AN_INTERFACE.has(error.code)) throw error;
    await write(byInterface);
  }
}

/** Waits for the action's turn, then for the permit, then sends it: nothing lies between the permit's last look and the write. */
async function edit(
  { call }: Ec2,
  action: string,
  { table, destination }: Pick<Route, 'table' | 'destination'>,
  permit: Permit,
  send: () => Promise<unknown>,
): Promise<void> {
  await call(action, `${destination} in ${table}`, () => ifConfirmed(permit, send), permit.signal);
}

export async function createRoute(
  ec2: Ec2,
  table: string,
  destination: Cidr,
  node: Instance,
  permit: Permit = {},
): Promise<void> {
  await pointAt(node, destination, (target) => {
    const command = new CreateRouteCommand({ RouteTableId: table, ...blockOf(destination), ...target });
    return edit(ec2, 'CreateRoute', { table, destination }, permit, () => ec2.client.send(command));
  });
}

export async function replaceRoute(ec2: Ec2, before: Route, node: Instance, permit: Permit = {}): Promise<void> {
  const { table, destination } = before;
  await pointAt(node, destination, (target) => {
    const command = new ReplaceRouteCommand({ RouteTableId: table, ...blockOf(destination), ...target });
    return edit(ec2, 'ReplaceRoute', before, permit, () => ec2.client.send(command));
  });
}

/** Deletes a route; one that is gone already counts as deleted. */
export async function deleteRoute(ec2: Ec2, route: Route, permit: Permit = {}): Promise<void> {
  const command = new DeleteRouteCommand({ RouteTableId: route.table, ...blockOf(route.destination) });
  try {
    await edit(ec2, 'DeleteRoute', route, permit, () => ec2.client.send(command));
  } catch (error) {
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
  }
}
