import {
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  paginateDescribeInstances,
  paginateDescribeRouteTables,
  type Filter,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { seedTutorialCluster } from '../../../../infra/local/aws.ts';
import { openCloud, openLab, running, type Cloud } from './harness.ts';

async function names(cloud: Cloud, ...Filters: Filter[]): Promise<(string | undefined)[]> {
  const { Reservations } = await cloud.client.send(new DescribeInstancesCommand({ Filters }));
  const instances = Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
  return instances.map(({ Tags }) => Tags?.find(({ Key }) => Key === 'Name')?.Value);
}

describe('filters of DescribeInstances', () => {
  it.each<[string, string[], string[]]>([
    ['tag:Name', ['worker-1'], ['worker-1']],
    ['tag:Name', ['worker-?'], ['worker-0', 'worker-1', 'worker-2']],
    ['tag:Name', ['*-0'], ['controller-0', 'worker-0']],
    ['tag:Name', ['worker-\\?'], []],
    ['tag:Name', ['Worker-0'], []],
    ['tag:Name', ['worker-0', 'controller-2'], ['controller-2', 'worker-0']],
    ['tag-key', ['missing'], []],
    ['private-ip-address', ['10.240.0.20'], ['worker-0']],
    ['network-interface.addresses.private-ip-address', ['10.240.0.2*'], ['worker-0', 'worker-1', 'worker-2']],
    ['instance-state-name', ['stopped'], ['worker-2']],
    ['vpc-id', ['vpc-00000000000000000'], []],
  ])('%s = %s', async (Name, Values, expected) => {
    await using cloud = await openCloud();
    const { workers } = seedTutorialCluster(cloud.ec2.backend);
    cloud.ec2.backend.stop(workers[2]?.id ?? '');
    cloud.ec2.settle();
    expect(await names(cloud, { Name, Values })).toEqual(expected);
  });

  it('finds by instance, subnet and interface id, and all filters have to match', async () => {
    await using cloud = await openCloud();
    const { workers, subnetId, vpcId } = seedTutorialCluster(cloud.ec2.backend);
    const id = workers[1]?.id ?? '';
    const nic = cloud.ec2.backend.interfacesOf(id)[0]?.id ?? '';
    const byId = { Name: 'instance-id', Values: [id] };
    expect(await names(cloud, byId)).toEqual(['worker-1']);
    expect(await names(cloud, { Name: 'network-interface.network-interface-id', Values: [nic] })).toEqual(['worker-1']);
    const inSubnet = { Name: 'subnet-id', Values: [subnetId] };
    expect(await names(cloud, inSubnet, { Name: 'vpc-id', Values: [vpcId] })).toHaveLength(6);
    expect(await names(cloud, byId, { Name: 'tag:Name', Values: ['worker-0'] })).toEqual([]);
  });

  it.each(['nonsense', 'constructor', 'tag'])('refuses the filter %s', async (Name) => {
    await using cloud = await openCloud();
    await expect(names(cloud, { Name, Values: ['x'] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: `The filter '${Name}' is invalid`,
    });
  });

  it('takes 200 values a call and no more', async () => {
    await using cloud = await openCloud();
    const values = (length: number) => Array.from({ length }, (_, i) => `i-${i}`);
    expect(await names(cloud, { Name: 'instance-id', Values: values(200) })).toEqual([]);
    await expect(names(cloud, { Name: 'instance-id', Values: values(201) })).rejects.toMatchObject({
      name: 'FilterLimitExceeded',
    });
  });
});

describe('filters of DescribeRouteTables', () => {
  it.each([
    ['tag-key', 'kubernetes.io/cluster/kubernetes-the-hard-way', 1],
    ['tag:kubernetes.io/cluster/kubernetes-the-hard-way', 'shared', 1],
    ['tag:kubernetes.io/cluster/kubernetes-the-hard-way', 'owned', 0],
    ['association.main', 'true', 1],
    ['association.main', 'false', 1],
    ['route.destination-cidr-block', '10.240.0.0/24', 2],
    ['route.state', 'blackhole', 0],
    ['route.origin', 'CreateRoute', 1],
  ])('%s = %s finds %i', async (Name, value, count) => {
    await using cloud = await openCloud();
    seedTutorialCluster(cloud.ec2.backend);
    const call = new DescribeRouteTablesCommand({ Filters: [{ Name, Values: [value] }] });
    expect((await cloud.client.send(call)).RouteTables).toHaveLength(count);
  });

  it('finds by VPC, table and associated subnet', async () => {
    await using cloud = await openCloud();
    const { vpcId, subnetId, routeTableId } = seedTutorialCluster(cloud.ec2.backend);
    const find = async (Name: string, value: string) => {
      const call = new DescribeRouteTablesCommand({ Filters: [{ Name, Values: [value] }] });
      return (await cloud.client.send(call)).RouteTables?.map((table) => table.RouteTableId);
    };
    expect(await find('vpc-id', vpcId)).toHaveLength(2);
    expect(await find('association.subnet-id', subnetId)).toEqual([routeTableId]);
    expect(await find('route-table-id', routeTableId)).toEqual([routeTableId]);
    await expect(find('nonsense', 'x')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('paging', () => {
  it('pages when asked to', async () => {
    await using cloud = await openLab();
    const ids = Array.from({ length: 12 }, () => running(cloud));
    const pages = [];
    for await (const page of paginateDescribeInstances({ client: cloud.client, pageSize: 5 }, {})) {
      pages.push(page.Reservations?.flatMap(({ Instances }) => Instances?.map((i) => i.InstanceId)));
    }
    expect(pages).toEqual([ids.slice(0, 5), ids.slice(5, 10), ids.slice(10)]);
  });

  it('does not page otherwise, unless the test caps the pages', async () => {
    await using cloud = await openLab();
    for (let i = 0; i < 3; i += 1) running(cloud);
    const all = await cloud.client.send(new DescribeInstancesCommand({}));
    expect(all.NextToken).toBeUndefined();
    expect(all.Reservations).toHaveLength(3);
    cloud.ec2.backend.settings.maxPage = 2;
    const first = await cloud.client.send(new DescribeInstancesCommand({}));
    expect(first.Reservations).toHaveLength(2);
    const rest = await cloud.client.send(new DescribeInstancesCommand({ NextToken: first.NextToken }));
    expect(rest.Reservations).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
  });

  it('skips nothing when records go away between two pages', async () => {
    await using cloud = await openLab({ maxPage: 2 });
    const ids = Array.from({ length: 4 }, () => running(cloud));
    const Filters = [{ Name: 'vpc-id', Values: [cloud.net.vpcId] }];
    const first = await cloud.client.send(new DescribeInstancesCommand({ Filters }));
    cloud.ec2.backend.terminate(ids[0] ?? '');
    cloud.ec2.settle();
    const { NextToken } = first;
    const rest = await cloud.client.send(new DescribeInstancesCommand({ Filters, NextToken }));
    const found = rest.Reservations?.flatMap(({ Instances }) => Instances?.map((i) => i.InstanceId));
    expect(found).toEqual(ids.slice(2));
  });

  it('pages route tables', async () => {
    await using cloud = await openLab({ maxPage: 2 });
    const { vpcId } = cloud.net;
    for (let i = 0; i < 3; i += 1) cloud.ec2.backend.createRouteTable({ vpcId });
    const pages = [];
    for await (const page of paginateDescribeRouteTables({ client: cloud.client }, {})) {
      pages.push(page.RouteTables?.length);
    }
    expect(pages).toEqual([2, 2, 1]);
  });

  it.each([
    ['too small a page', { MaxResults: 4 }, 'InvalidParameterValue'],
    ['too large a page', { MaxResults: 1001 }, 'InvalidParameterValue'],
    ['a wrong token', { NextToken: 'nonsense' }, 'InvalidParameterValue'],
    ['ids and MaxResults', { MaxResults: 5, InstanceIds: ['ID'] }, 'InvalidParameterCombination'],
  ])('refuses %s', async (_, input, name) => {
    await using cloud = await openLab();
    const id = running(cloud);
    const InstanceIds = 'InstanceIds' in input ? [id] : undefined;
    const call = new DescribeInstancesCommand({ ...input, InstanceIds });
    await expect(cloud.client.send(call)).rejects.toMatchObject({ name });
  });

  it('has a smaller limit for route tables', async () => {
    await using cloud = await openLab();
    const call = new DescribeRouteTablesCommand({ MaxResults: 101 });
    await expect(cloud.client.send(call)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
