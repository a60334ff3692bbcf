import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL, podCidrOf } from '../../../infra/local/aws.ts';
import type { AwsTestbed } from '../../support/testbed/aws.ts';
import { launch, resync, startAwsLab } from '../support/aws.ts';
import { allPairs, pairsThatTalk } from '../support/pairs.ts';

const claim = (ranges: string) => `name=worker|pod-cidr=${ranges}`;

/** A second subnet with a table of its own, and with IPv6, for which a group that was there before lets nothing out. */
function addSubnet({ ec2: { backend }, network: { vpcId, securityGroupId } }: AwsTestbed) {
  backend.associateCidr(vpcId, '10.241.0.0/24');
  backend.associateCidr(vpcId, 'fd00:ec2:1::/56');
  const subnet = backend.createSubnet({ vpcId, cidr: '10.241.0.0/24', ipv6Cidr: 'fd00:ec2:1::/64' });
  const table = backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag });
  backend.associateRouteTable(table.id, subnet.id);
  const group = backend.createSecurityGroup({ vpcId, name: 'dual', description: 'IPv4 and IPv6' });
  for (const range of [AWS_TUTORIAL.clusterCidr, 'fd00:10::/48']) backend.allowFrom(group.id, range);
  return { subnetId: subnet.id, tableId: table.id, groupIds: [securityGroupId, group.id] };
}

describe('networks on AWS', () => {
  it('each subnet follows its own table, and all tables get the routes', async () => {
    await using lab = await startAwsLab();
    const { subnetId, tableId } = addSubnet(lab.bench);
    const far = lab.vpc.addPod(launch(lab.bench, { subnetId, userData: claim(podCidrOf(7)) }), podCidrOf(7));
    const pods = [lab.boot(0), lab.boot(1), far];
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
    lab.bench.ec2.backend.deleteRoute(tableId, podCidrOf(0));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0', '1>2', '2>1']);
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('a node with interfaces in two subnets is reached by its first', async () => {
    await using lab = await startAwsLab();
    const { subnetId } = addSubnet(lab.bench);
    const { ec2, network } = lab.bench;
    const groupIds = [network.securityGroupId];
    const { id } = ec2.backend.runInstance({
      interfaces: [
        { subnetId: network.subnetId, groupIds, deviceIndex: 0 },
        { subnetId, groupIds, deviceIndex: 1 },
      ],
      userData: claim(podCidrOf(5)),
      tags: AWS_TUTORIAL.clusterTag,
    });
    ec2.settle();
    const pods = [lab.boot(0), lab.vpc.addPod(id, podCidrOf(5))];
    await lab.bench.deliver();
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(2));
  });

  it('two families: each has its routes', async () => {
    await using lab = await startAwsLab();
    const { subnetId, tableId, groupIds } = addSubnet(lab.bench);
    const pods = [1, 2].map((i) => {
      const ranges = [podCidrOf(i), `fd00:10:0:${i}::/64`];
      return lab.vpc.addPod(launch(lab.bench, { subnetId, groupIds, userData: claim(ranges.join()) }), ...ranges);
    });
    await lab.bench.deliver();
    const [first, second] = pods;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const throughEach = () => Promise.all(second.addresses.map((address) => lab.vpc.ping(first, address)));
    expect(await throughEach()).toEqual([true, true]);
    lab.bench.ec2.backend.deleteRoute(tableId, 'fd00:10:0:2::/64');
    expect(await throughEach()).toEqual([true, false]);
    await resync(lab);
    expect(await throughEach()).toEqual([true, true]);
  });

  it('nodes that ask for a range have pods that talk, in the range that they are told', async () => {
    await using lab = await startAwsLab();
    const ids = [0, 1, 2].map(() => launch(lab.bench, { userData: claim('auto') }));
    await lab.bench.deliver();
    const told = ids.map((id) => lab.bench.ec2.backend.instance(id)?.tags.get('pod-cidr') ?? '');
    const pods = ids.map((id, i) => lab.vpc.addPod(id, told[i] ?? ''));
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });

  it('an appliance and its routes go on working, inside the range of the pods and outside', async () => {
    await using lab = await startAwsLab();
    const { ec2, network } = lab.bench;
    const appliance = launch(lab.bench, {});
    ec2.backend.setSourceDestCheck(appliance, false);
    for (const range of ['10.200.50.0/24', '10.99.0.0/16']) {
      ec2.backend.createRoute(network.routeTableId, range, { field: 'instanceId', id: appliance });
    }
    ec2.backend.allowFrom(network.securityGroupId, '10.99.0.0/16');
    const pods = [lab.boot(0), ...['10.200.50.0/24', '10.99.0.0/16'].map((range) => lab.vpc.addPod(appliance, range))];
    await lab.bench.deliver();
    await resync(lab);
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(allPairs(3));
  });
});
