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
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { RUN_TAG } from './sandbox.ts';

/** Ids of what a run made, in the order in which it can be removed. */
interface Leftovers {
  readonly instances: readonly string[];
  readonly tables: readonly string[];
  readonly subnets: readonly string[];
  readonly vpcs: readonly string[];
}

const DEADLINE = 600_000;
const PAUSE = 5000;
/** A list may be older than what was made last: it counts as empty the second time. */
const EMPTY_LOOKS = 2;

const ALIVE = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];
const present = (ids: readonly (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);
const idsIn = ({ instances, tables, subnets, vpcs }: Leftovers) => [...instances, ...tables, ...subnets, ...vpcs];

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

async function find(ec2: Ec2Api, run: string | undefined): Promise<Leftovers> {
  const tag = run === undefined ? { Name: 'tag-key', Values: [RUN_TAG] } : { Name: `tag:${RUN_TAG}`, Values: [run] };
  return {
    instances: await findInstances(ec2, tag),
    tables: await findTables(ec2, tag),
    subnets: await findSubnets(ec2, tag),
    vpcs: await findVpcs(ec2, tag),
  };
}

/** Ids of what carries the tag of `run`, or of any run. */
export async function findLeftovers(ec2: Ec2Api, run?: string): Promise<string[]> {
  return idsIn(await find(ec2, run));
}

/** What is still used, or gone already, is looked at again in the next round. */
async function attempt(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    const isOver = !(error instanceof CloudError) || ['permission-denied', 'interrupted'].includes(error.kind);
    if (isOver) throw error;
  }
}

async function removeRound({ client, call }: Ec2Api, { instances, tables, subnets, vpcs }: Leftovers): Promise<void> {
  for (const id of instances) {
    const command = new TerminateInstancesCommand({ InstanceIds: [id] });
    await attempt(() => call('TerminateInstances', id, () => client.send(command)));
  }
  // Instances hold on to their subnet until they have ended.
  if (instances.length > 0) return;
  for (const RouteTableId of tables) {
    const command = new DeleteRouteTableCommand({ RouteTableId });
    await attempt(() => call('DeleteRouteTable', RouteTableId, () => client.send(command)));
  }
  for (const SubnetId of subnets) {
    const command = new DeleteSubnetCommand({ SubnetId });
    await attempt(() => call('DeleteSubnet', SubnetId, () => client.send(command)));
  }
  for (const VpcId of vpcs) {
    await attempt(() => call('DeleteVpc', VpcId, () => client.send(new DeleteVpcCommand({ VpcId }))));
  }
}

/**
 * Removes what carries the tag of `run`, or of any run, until a look finds nothing. Answers the ids of what was removed, and throws
 * with those that are left at the deadline.
 */
export async function removeLeftovers(ec2: Ec2Api, clock: Clock, run?: string): Promise<string[]> {
  const end = clock.now() + DEADLINE;
  const seen = new Set<string>();
  for (let emptyLooks = 0; emptyLooks < EMPTY_LOOKS;) {
    const leftovers = await find(ec2, run);
    const ids = idsIn(leftovers);
    for (const id of ids) seen.add(id);
    emptyLooks = ids.length === 0 ? emptyLooks + 1 : 0;
    if (ids.length > 0 && clock.now() >= end) {
      const remedy = 'podroutes acceptance --cleanup tries again';
      throw new CloudError('not-ready', 'LeftBehind', `${ids.join(', ')} could not be removed in time; ${remedy}`);
    }
    await removeRound(ec2, leftovers);
    if (emptyLooks < EMPTY_LOOKS) await clock.sleep(PAUSE);
  }
  return [...seen];
}
