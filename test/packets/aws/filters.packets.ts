import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';
import { type AwsLab, startAwsLab } from '../support/aws.ts';
import { pairsThatTalk } from '../support/pairs.ts';

async function startPair() {
  const lab = await startAwsLab();
  const pods = [lab.boot(0), lab.boot(1)];
  await lab.bench.deliver();
  return { lab, pods, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() };
}

/** Moves the second node to a group of its own. */
function ownGroup({ bench: { ec2, network } }: AwsLab, instance: string): string {
  const group = ec2.backend.createSecurityGroup({ vpcId: network.vpcId, name: 'own', description: 'own' });
  const [nic] = ec2.backend.interfacesOf(instance);
  if (nic === undefined) throw new Error('it has an interface');
  ec2.backend.write(({ interfaces }) => interfaces.put({ ...nic, groupIds: [group.id] }));
  return group.id;
}

describe('filters on AWS', () => {
  it('a security group lets in what it allows, and answers always', async () => {
    await using pair = await startPair();
    const { lab, pods } = pair;
    const group = ownGroup(lab, pods[1]?.instance ?? '');
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['1>0']);
    lab.bench.ec2.backend.allowFrom(group, '10.200.0.0/24');
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
  });

  it('a security group lets out what it allows', async () => {
    await using pair = await startPair();
    const { lab, pods } = pair;
    lab.bench.ec2.backend.revokeFrom(lab.bench.network.securityGroupId, 'egress', '0.0.0.0/0');
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
  });

  it('a group as a peer is the nodes, not their pods', async () => {
    await using pair = await startPair();
    const { lab, pods } = pair;
    const { backend } = lab.bench.ec2;
    const { securityGroupId } = lab.bench.network;
    backend.revokeFrom(securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr);
    backend.revokeFrom(securityGroupId, 'ingress', AWS_TUTORIAL.vpcCidr);
    backend.write(({ groups }) => {
      const group = groups.need(securityGroupId);
      const anything = { protocol: '-1', fromPort: undefined, toPort: undefined, ranges: [], ipv6Ranges: [] };
      groups.put({ ...group, ingress: [{ ...anything, prefixListIds: [], groupIds: [securityGroupId] }] });
    });
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual([]);
  });

  it('a network ACL is asked at the border of a subnet, in both directions', async () => {
    await using pair = await startPair();
    const { lab, pods } = pair;
    const { backend } = lab.bench.ec2;
    const { vpcId, routeTableId, securityGroupId } = lab.bench.network;
    backend.addAclRule(vpcId, 10, 'deny', '10.200.0.0/24');
    expect(await pairsThatTalk(lab.vpc, pods)).toEqual(['0>1', '1>0']);
    backend.associateCidr(vpcId, '10.241.0.0/24');
    const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.241.0.0/24' });
    const { id } = backend.runInstance({ subnetId, groupIds: [securityGroupId], userData: 'pod-cidr=10.200.8.0/24' });
    backend.setSourceDestCheck(id, false);
    lab.bench.ec2.settle();
    backend.createRoute(routeTableId, '10.200.8.0/24', { field: 'instanceId', id });
    backend.associateRouteTable(routeTableId, subnetId);
    const far = lab.vpc.addPod(id, '10.200.8.0/24');
    expect(await pairsThatTalk(lab.vpc, [...pods, far])).toEqual(['0>1', '1>0', '1>2', '2>1']);
  });
});
