import {
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type Filter,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { allPages } from '../../../../shared/aws/api/paging.ts';
import { RUN_TAG } from '../names.ts';
import { type FindLeftovers, tryToRemove } from '../remove.ts';
import type { BusApi } from './outcomes/bus-api.ts';
import { findOutcomeLeftovers } from './outcomes/leftovers.ts';

/** Ids of what a run made, in the order in which it can be removed. */
interface Ids {
  readonly instances: readonly string[];
  readonly tables: readonly string[];
  readonly subnets: readonly string[];
  readonly vpcs: readonly string[];
}

const ALIVE = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];
const present = (ids: readonly (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);
const idsIn = ({ instances, tables, subnets, vpcs }: Ids) => [...instances, ...tables, ...subnets, ...vpcs];

async function findInstances({ client, call }: Ec2Api, tag: Filter): Promise<string[]> {
  const Filters = [tag, { Name: 'instance-state-name', Values: ALIVE }];
  const pages = await allPages('DescribeInstances', RUN_TAG, (token) =>
    call('DescribeInstances', RUN_TAG, () => client.send(new DescribeInstancesCommand({ Filters, ...token }))),
  );
  const reservations = pages.flatMap(({ Reservations = [] }) => Reservations);
  return present(reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)));
}

async function findTables({ client, call }: Ec2Api, tag: Filter): Promise<string[]> {
  const pages = await allPages('DescribeRouteTables', RUN_TAG, (token) =>
    call('DescribeRouteTables', RUN_TAG, () =>
      client.send(new DescribeRouteTablesCommand({ Filters: [tag], ...token })),
    ),
  );
  return present(pages.flatMap(({ RouteTables = [] }) => RouteTables.map(({ RouteTableId }) => RouteTableId)));
}

async function findSubnets({ client, call }: Ec2Api, tag: Filter): Promise<string[]> {
  const pages = await allPages('DescribeSubnets', RUN_TAG, (token) =>
    call('DescribeSubnets', RUN_TAG, () => client.send(new DescribeSubnetsCommand({ Filters: [tag], ...token }))),
  );
  return present(pages.flatMap(({ Subnets = [] }) => Subnets.map(({ SubnetId }) => SubnetId)));
}

async function findVpcs({ client, call }: Ec2Api, tag: Filter): Promise<string[]> {
  const pages = await allPages('DescribeVpcs', RUN_TAG, (token) =>
    call('DescribeVpcs', RUN_TAG, () => client.send(new DescribeVpcsCommand({ Filters: [tag], ...token }))),
  );
  return present(pages.flatMap(({ Vpcs = [] }) => Vpcs.map(({ VpcId }) => VpcId)));
}

async function find(ec2: Ec2Api, run: string | undefined): Promise<Ids> {
  const tag = run === undefined ? { Name: 'tag-key', Values: [RUN_TAG] } : { Name: `tag:${RUN_TAG}`, Values: [run] };
  return {
    instances: await findInstances(ec2, tag),
    tables: await findTables(ec2, tag),
    subnets: await findSubnets(ec2, tag),
    vpcs: await findVpcs(ec2, tag),
  };
}

async function removeRound({ client, call }: Ec2Api, { instances, tables, subnets, vpcs }: Ids): Promise<void> {
  for (const id of instances) {
    const command = new TerminateInstancesCommand({ InstanceIds: [id] });
    await tryToRemove(() => call('TerminateInstances', id, () => client.send(command)));
  }
  // Instances hold on to their subnet until they have ended.
  if (instances.length > 0) return;
  for (const RouteTableId of tables) {
    const command = new DeleteRouteTableCommand({ RouteTableId });
    await tryToRemove(() => call('DeleteRouteTable', RouteTableId, () => client.send(command)));
  }
  for (const SubnetId of subnets) {
    const command = new DeleteSubnetCommand({ SubnetId });
    await tryToRemove(() => call('DeleteSubnet', SubnetId, () => client.send(command)));
  }
  for (const VpcId of vpcs) {
    await tryToRemove(() => call('DeleteVpc', VpcId, () => client.send(new DeleteVpcCommand({ VpcId }))));
  }
}

/** What carries the tag of `run`, or of any run. What is on the bus may take a minute to go, in which instances end. */
export const findAwsLeftovers =
  (ec2: Ec2Api, bus: BusApi): FindLeftovers =>
  async (run) => {
    const ids = await find(ec2, run);
    const onBus = await findOutcomeLeftovers(bus)(run);
    const remove = async () => {
      await onBus.remove();
      await removeRound(ec2, ids);
    };
    return { names: [...onBus.names, ...idsIn(ids)], remove };
  };
