import {
  CreateRouteCommand,
  DeleteRouteCommand,
  type EC2Client,
  paginateDescribeRouteTables,
  ReplaceRouteCommand,
  type Route as Ec2Route,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import { canonicalCidr, type Cidr, familyOf } from '../reconcile/cidr.ts';
import { CloudError } from '../reconcile/errors.ts';
import type { Hop, Instance, Route } from '../reconcile/model.ts';
import type { AwsConfig } from './config.ts';
import { Tokens } from '../reconcile/tokens.ts';
import { calling, given, unreadable } from './errors.ts';
import { clusterTag } from './names.ts';
import { type QuotaUse, quotaUses } from './quota.ts';

const DESCRIBE = 'DescribeRouteTables';

/** The cluster's tables as read: one VPC, its own ranges, all routes. */
export interface Tables {
  readonly vpc: string;
  readonly ids: readonly string[];
  readonly reserved: readonly Cidr[];
  readonly routes: readonly Route[];
  readonly uses: readonly QuotaUse[];
}

const destinationOf = (route: Ec2Route) =>
  canonicalCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');

function hopOf(route: Ec2Route, owner: string | undefined): Hop {
  const { InstanceId: instance, NetworkInterfaceId: via, InstanceOwnerId: account } = route;
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
      what: `${gateway ?? 'a route'} (${route.Origin})`,
      to: gateway ?? via ?? instance ?? '-',
    };
  }
  if (gateway !== undefined || (instance === undefined && via === undefined)) {
    return { kind: 'foreign', what: gateway ?? 'a target of an unknown kind' };
  }
  if (account !== undefined && owner !== undefined && account !== owner) {
    return { kind: 'foreign', what: `${instance ?? via} of account ${account}` };
  }
  return {
    kind: 'instance',
    ...(instance === undefined ? {} : { instance }),
    ...(via === undefined ? {} : { interface: via }),
  };
}

function toRoutes(table: RouteTable): Route[] {
  return (table.Routes ?? []).flatMap((route) => {
    const destination = destinationOf(route);
    // Prefix lists are somebody else's: they have no range of their own.
    if (destination === undefined) return [];
    const state = route.State === 'blackhole' ? 'blackhole' : 'active';
    return [{ table: table.RouteTableId ?? '', destination, hop: hopOf(route, table.OwnerId), state }];
  });
}

function ownRanges(table: RouteTable): Cidr[] {
  const local = (table.Routes ?? []).filter((route) => route.Origin === 'CreateRouteTable');
  return local.map(destinationOf).filter((range) => range !== undefined);
}

async function describe(client: EC2Client, name: string, values: string[], subject: string): Promise<RouteTable[]> {
  return calling(DESCRIBE, subject, async () => {
    const tables: RouteTable[] = [];
    const tokens = new Tokens();
    const pages = paginateDescribeRouteTables({ client, pageSize: 100 }, { Filters: [{ Name: name, Values: values }] });
    for await (const page of pages) {
      if (tokens.isAgain(page.NextToken)) throw unreadable(DESCRIBE, subject);
      tables.push(...given(page.RouteTables, DESCRIBE, subject));
    }
    for (const { RouteTableId, VpcId } of tables) given(RouteTableId && VpcId, DESCRIBE, subject);
    return tables;
  });
}

function misconfigured(message: string): CloudError {
  return new CloudError('misconfigured', 'NoUsableRouteTable', message);
}

/** Reads all of the cluster's route tables. Throws CloudError `misconfigured` when they cannot be one cluster's. */
export async function readTables(client: EC2Client, config: AwsConfig): Promise<Tables> {
  const { routeTableIds: wanted, cluster } = config;
  const tag = clusterTag(cluster.name);
  const [name, values] = wanted.length > 0 ? ['route-table-id', [...wanted]] : ['tag-key', [tag]];
  const tables = await describe(client, name, values, `the tables of cluster ${cluster.name}`);
  const ids = tables.map((table) => table.RouteTableId ?? '');

  const absent = wanted.filter((id) => !ids.includes(id));
  if (absent.length > 0) throw misconfigured(`ROUTE_TABLE_IDS names ${absent.join(', ')}, which does not exist here`);
  if (ids.length === 0) {
    throw misconfigured(`no route table carries the tag ${tag}; tag the cluster's tables or set ROUTE_TABLE_IDS`);
  }
  const [vpc, ...others] = new Set(tables.map((table) => table.VpcId ?? ''));
  if (vpc === undefined || others.length > 0) {
    throw misconfigured(`the tables ${ids.join(', ')} are in several VPCs; a cluster has one. Set ROUTE_TABLE_IDS`);
  }
  const reserved = [...new Set(tables.flatMap(ownRanges))];
  return { vpc, ids, reserved, routes: tables.flatMap(toRoutes), uses: quotaUses(tables) };
}

/** Reads one route again. Beside the one that can be edited there may be a propagated one, which does not count then. */
export async function readRoute(client: EC2Client, table: string, destination: Cidr): Promise<Route | undefined> {
  const tables = await describe(client, 'route-table-id', [table], table);
  const found = tables.flatMap(toRoutes).filter((route) => route.destination === destination);
  return found.find(({ hop }) => hop.kind === 'instance') ?? found[0];
}

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

export async function createRoute(client: EC2Client, table: string, destination: Cidr, node: Instance): Promise<void> {
  await pointAt(node, destination, async (target) => {
    const input = { RouteTableId: table, ...blockOf(destination), ...target };
    await calling('CreateRoute', `${destination} in ${table}`, () => client.send(new CreateRouteCommand(input)));
  });
}

export async function replaceRoute(client: EC2Client, { table, destination }: Route, node: Instance): Promise<void> {
  await pointAt(node, destination, async (target) => {
    const input = { RouteTableId: table, ...blockOf(destination), ...target };
    await calling('ReplaceRoute', `${destination} in ${table}`, () => client.send(new ReplaceRouteCommand(input)));
  });
}

/** Deletes a route; one that is gone already counts as deleted. */
export async function deleteRoute(client: EC2Client, { table, destination }: Route): Promise<void> {
  const input = { RouteTableId: table, ...blockOf(destination) };
  try {
    await calling('DeleteRoute', `${destination} in ${table}`, () => client.send(new DeleteRouteCommand(input)));
  } catch (error) {
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
  }
}
