import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { type Cidr, familyOf } from '../../reconcile/model/ranges/cidr.ts';
import { ifPreconditionHolds, type WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import type { Route } from '../../reconcile/model/route.ts';
import type { Ec2Api } from '../api/api.ts';

const destinationField = (destination: Cidr) =>
  familyOf(destination) === 'ipv4' ? { DestinationCidrBlock: destination } : { DestinationIpv6CidrBlock: destination };

type Target = { InstanceId: string } | { NetworkInterfaceId: string };

/** Error codes that mean that a route to this instance must name an interface. */
const NEEDS_INTERFACE_CODES = new Set(['InvalidInstanceID', 'IncorrectInstanceState', 'IncorrectState']);

/**
 * Writes a route to the instance, as people do; to its first interface where EC2 refuses the instance, or may: one that has several,
 * and one that does not run (of `pending`, nobody has said). A route shows both ids, whichever it was made with.
 */
async function writeToTarget(
  node: Instance,
  destination: Cidr,
  write: (target: Target) => Promise<void>,
): Promise<void> {
  const interfaceId = node.targetByFamily[familyOf(destination)];
  const interfaceTarget = interfaceId === undefined ? undefined : { NetworkInterfaceId: interfaceId };
  const mayBeRefused = node.targetIds.length !== 1 || node.state !== 'running';
  if (interfaceTarget !== undefined && mayBeRefused) return write(interfaceTarget);
  try {
    await write({ InstanceId: node.id });
  } catch (error) {
    if (interfaceTarget === undefined || !(error instanceof CloudError) || !NEEDS_INTERFACE_CODES.has(error.code))
      throw error;
    await write(interfaceTarget);
  }
}

/** Waits for a rate limit token, then checks the precondition, then writes: nothing is between the last two. */
async function sendRouteWrite(
  { call }: Ec2Api,
  action: string,
  { table, destination }: Pick<Route, 'table' | 'destination'>,
  options: WriteOptions,
  send: () => Promise<unknown>,
): Promise<void> {
  await call(action, `${destination} in ${table}`, () => ifPreconditionHolds(options, send), options.signal);
}

export async function createRoute(
  ec2: Ec2Api,
  table: string,
  destination: Cidr,
  node: Instance,
  options: WriteOptions = {},
): Promise<void> {
  await writeToTarget(node, destination, (target) => {
    const command = new CreateRouteCommand({ RouteTableId: table, ...destinationField(destination), ...target });
    return sendRouteWrite(ec2, 'CreateRoute', { table, destination }, options, () => ec2.client.send(command));
  });
}

export async function replaceRoute(
  ec2: Ec2Api,
  before: Route,
  node: Instance,
  options: WriteOptions = {},
): Promise<void> {
  const { table, destination } = before;
  await writeToTarget(node, destination, (target) => {
    const command = new ReplaceRouteCommand({ RouteTableId: table, ...destinationField(destination), ...target });
    return sendRouteWrite(ec2, 'ReplaceRoute', before, options, () => ec2.client.send(command));
  });
}

export async function deleteRoute(ec2: Ec2Api, route: Route, options: WriteOptions = {}): Promise<void> {
  const command = new DeleteRouteCommand({ RouteTableId: route.table, ...destinationField(route.destination) });
  try {
    await sendRouteWrite(ec2, 'DeleteRoute', route, options, () => ec2.client.send(command));
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
  }
}
