import {
  CreateNetworkAclCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
  ReplaceNetworkAclAssociationCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type {
  AclRule,
  NetworkAcl,
  SecurityGroup,
} from '../../../../functions/cli/doctor/aws/firewall/firewall-rules.ts';
import { resyncCommands } from '../../../../functions/cli/doctor/advice/resync.ts';
import { analyzeNetworkAcls } from '../../../../functions/cli/doctor/aws/firewall/network-acls.ts';
import { analyzeOwnPermissions } from '../../../../functions/cli/doctor/aws/permissions.ts';
import { analyzeSubnets, analyzeUnusedTables, type Vpc } from '../../../../functions/cli/doctor/aws/subnets.ts';
import {
  analyzeSecurityGroups,
  type FirewallNode,
} from '../../../../functions/cli/doctor/aws/firewall/security-groups.ts';
import type { FilterRule } from '../../../../functions/cli/doctor/analyze/packet-filter.ts';
import { bootWorker } from '../../../../infra/local/aws.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { cidr, POLICY } from '../../../support/builders/network.ts';
import { startAwsDoctorFixture } from './support/fixtures.ts';

const aws = (...words: readonly string[]) => words.join(' ');
const ALL = { tcp: 'all', udp: 'all', icmp: 'all' } as const;

const firewallNode = (i: number, subnet = 'subnet-1', groups = ['sg-1']): FirewallNode => ({
  id: `i-${i}`,
  subnet,
  groups,
  podCidrs: [cidr(`10.200.${i}.0/24`)],
});

function group(id: string, ...ranges: string[]): SecurityGroup {
  const rules = (some: readonly string[]): FilterRule[] =>
    some.map((range) => ({ name: range, action: 'allow', ranges: [cidr(range)], protocols: ALL }));
  return { id, ingress: rules(ranges), egress: rules(['0.0.0.0/0']), prefixLists: { ingress: [], egress: [] } };
}

const ids = (said: readonly object[]) => said.map((each) => ('id' in each ? each.id : 'doubt'));

describe('security groups', () => {
  it.each<[string, readonly FirewallNode[], readonly SecurityGroup[], readonly string[]]>([
    ['that let the cluster in', [firewallNode(0), firewallNode(1)], [group('sg-1', '10.200.0.0/16')], []],
    ['that let nothing in', [firewallNode(0), firewallNode(1)], [group('sg-1')], ['security-group-drops-pods']],
    [
      'of which one suffices',
      [firewallNode(0, 's', ['sg-1', 'sg-2'])],
      [group('sg-1'), group('sg-2', '10.0.0.0/8')],
      [],
    ],
    [
      // What its own pods send each other does not pass its interface.
      'of a node of its own that let all others in',
      [firewallNode(0, 's', ['sg-1']), firewallNode(1, 's', ['sg-2']), firewallNode(2, 's', ['sg-2'])],
      [group('sg-1', '10.200.1.0/24', '10.200.2.0/24'), group('sg-2', '10.200.0.0/16')],
      ['security-group-narrow'],
    ],
    [
      'of two nodes that let all others in',
      [firewallNode(0), firewallNode(1), firewallNode(2, 's', ['sg-2'])],
      [group('sg-1', '10.200.2.0/24'), group('sg-2', '10.200.0.0/16')],
      ['security-group-drops-pods'],
    ],
    ['that nobody is in', [firewallNode(0)], [group('sg-9')], []],
  ])('%s', (_, nodes, groups, expected) => {
    expect(ids(analyzeSecurityGroups(nodes, groups, POLICY.clusterCidrs, aws))).toEqual(expected);
  });

  it('are asked about IPv6 only where nodes use it', () => {
    const dual = { ...firewallNode(0), podCidrs: [cidr('10.200.0.0/24'), cidr('fd00:10::/64')] };
    const groups = [group('sg-1', '10.200.0.0/16')];
    const found = analyzeSecurityGroups(
      [dual, { ...firewallNode(1), podCidrs: [cidr('fd00:10:0:1::/64')] }],
      groups,
      POLICY.clusterCidrs,
      aws,
    );
    expect(found.map((each) => ('mend' in each ? each.mend : ''))).toEqual([
      'ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=fd00:10::/48}]',
      'ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=fd00:10::/48}]',
    ]);
  });
});

describe('network ACLs', () => {
  const rule = (number: number, action: 'allow' | 'deny', range: string): AclRule => ({
    number,
    name: `rule ${number}`,
    action,
    ranges: [cidr(range)],
    protocols: ALL,
  });
  const open = [rule(100, 'allow', '0.0.0.0/0')];
  const acl = (subnets: string[], ingress: AclRule[], egress = open): NetworkAcl => ({
    id: 'acl-1',
    subnets,
    ingress,
    egress,
  });
  const apart = [firewallNode(0, 'subnet-1'), firewallNode(1, 'subnet-2')];

  it.each<[string, readonly FirewallNode[], NetworkAcl, readonly string[]]>([
    ['within one subnet are asked nothing', [firewallNode(0), firewallNode(1)], acl(['subnet-1'], []), []],
    ['of other subnets are asked nothing', apart, acl(['subnet-3'], []), []],
    [
      'that let nothing in',
      apart,
      acl(['subnet-1'], []),
      [
        'ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 101 --protocol -1 --rule-action allow --cidr-block 10.200.0.0/16',
      ],
    ],
    ['that deny what nobody across has', apart, acl(['subnet-1'], [rule(90, 'deny', '10.200.0.0/24'), ...open]), []],
    [
      'that let nothing out',
      apart,
      acl(['subnet-1'], open, [rule(50, 'deny', '10.0.0.0/8'), ...open]),
      [
        'ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 49 --protocol -1 --rule-action allow --cidr-block 10.200.0.0/16',
      ],
    ],
    [
      'whose first number is taken by a denial',
      apart,
      acl(['subnet-1'], [rule(1, 'deny', '10.0.0.0/8'), ...open]),
      ['ec2 delete-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 1'],
    ],
    [
      'whose numbers before the denial are partly taken',
      apart,
      acl(['subnet-1'], [rule(8, 'allow', '10.9.0.0/16'), rule(9, 'deny', '10.0.0.0/8'), ...open]),
      [
        'ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 7 --protocol -1 --rule-action allow --cidr-block 10.200.0.0/16',
      ],
    ],
  ])('%s', (_, nodes, one, expected) => {
    expect(analyzeNetworkAcls(nodes, [one], POLICY.clusterCidrs, aws).map(({ mend }) => mend)).toEqual(expected);
  });

  it('that somebody made and forgot to fill are found and filled', { timeout: 20_000 }, async () => {
    const { ec2, cluster, env, runDoctor, applyRemediation } = await startAwsDoctorFixture();
    ec2.backend.associateCidr(cluster.vpcId, '10.241.0.0/24');
    const { id: subnetId } = ec2.backend.createSubnet({ vpcId: cluster.vpcId, cidr: '10.241.0.0/24' });
    ec2.backend.associateRouteTable(cluster.routeTableId, subnetId);
    bootWorker(ec2.backend, { ...cluster, subnetId }, 7, '10.241.0.27');
    ec2.settle();
    await runCli(['resync'], { env });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new EC2Client({ endpoint: ec2.url, region: 'us-east-1', credentials });
    const Filters = [{ Name: 'association.subnet-id', Values: [subnetId] }];
    const { NetworkAcls } = await client.send(new DescribeNetworkAclsCommand({ Filters }));
    const mine = NetworkAcls?.[0]?.Associations?.find((each) => each.SubnetId === subnetId);
    const { NetworkAcl } = await client.send(new CreateNetworkAclCommand({ VpcId: cluster.vpcId }));
    const change = { AssociationId: mine?.NetworkAclAssociationId, NetworkAclId: NetworkAcl?.NetworkAclId };
    await client.send(new ReplaceNetworkAclAssociationCommand(change));
    const found = (await runDoctor()).findings.filter(({ area }) => area === 'firewall');
    expect(found.map(({ id }) => id)).toEqual(['network-acl-drops-pods', 'network-acl-drops-pods']);
    // It is no rule that drops them but the want of one.
    for (const { what } of found) expect(what).not.toContain('denies');
    for (const finding of found) await applyRemediation(finding);
    expect((await runDoctor()).findings.map(({ id }) => id)).toEqual(['not-deployed']);
  });
});

describe('tables and subnets', () => {
  const podroutes = (command: string, settings = {}) => [command, ...Object.values(settings)].join(' ');
  const setting = {
    cluster: 'lab',
    routeTableIds: [],
    location: 'here',
    aws,
    podroutes,
    resync: resyncCommands(podroutes, undefined),
  };
  const table = (id: string, isMain: boolean, ...subnets: string[]) => ({
    id,
    vpc: 'vpc-1',
    isMain,
    subnets,
    routes: [],
    entries: [],
    routeCounts: [],
  });
  const machine = (subnet: string) => ({
    id: 'i-1',
    name: 'worker-1',
    vpc: 'vpc-1',
    tagKeys: [],
    state: 'running',
    interfaces: [],
    primary: { id: 'eni-1', subnet, groups: [], addresses: [], sourceDestCheck: false },
  });
  const vpcOf = (ours: Vpc['tables'], others: Vpc['tables']): Vpc => ({
    clusterTables: ours,
    tables: [...ours, ...others],
    instances: [machine('subnet-1')],
    nodes: new Set(['i-1']),
  });

  const tagging = 'ec2 create-tags --resources rtb-2 --tags Key=kubernetes.io/cluster/lab,Value=shared\nresync';
  const associating = 'ec2 associate-route-table --route-table-id rtb-1 --subnet-id subnet-1';
  const untagging = 'ec2 delete-tags --resources rtb-1 --tags Key=kubernetes.io/cluster/lab';

  it.each<[string, Vpc, readonly string[], readonly string[]]>([
    ['that belong together', vpcOf([table('rtb-1', false, 'subnet-1')], [table('rtb-2', true)]), [], []],
    ['by the main table', vpcOf([table('rtb-1', true)], []), [], []],
    [
      'with the main table, and the right one unused',
      vpcOf([table('rtb-1', false)], [table('rtb-2', true)]),
      [associating],
      [associating],
    ],
    [
      'with another table, and the right one unused',
      vpcOf([table('rtb-1', false)], [table('rtb-2', false, 'subnet-1')]),
      [tagging],
      [untagging],
    ],
    [
      'with the main table, and the right one elsewhere',
      vpcOf([table('rtb-1', false, 'subnet-9')], [table('rtb-2', true)]),
      [tagging],
      [],
    ],
    ['with one of two, the other unused', vpcOf([table('rtb-1', false), table('rtb-3', true)], []), [], [untagging]],
  ])('%s', (_, vpc, subnets, unused) => {
    expect(analyzeSubnets(setting, vpc).map(({ mend }) => mend)).toEqual(subnets);
    expect(analyzeUnusedTables(setting, vpc).map(({ mend }) => mend)).toEqual(unused);
  });

  it('of which the unused one lacks a route that the main table has', () => {
    const main = { ...table('rtb-2', true), routes: ['DestinationCidrBlock=0.0.0.0/0 GatewayId=igw-1'] };
    const vpc = vpcOf([table('rtb-1', false)], [main]);
    expect(analyzeSubnets(setting, vpc).map(({ mend }) => mend)).toEqual([tagging]);
    expect(analyzeUnusedTables(setting, vpc).map(({ mend }) => mend)).toEqual([untagging]);
  });

  it('of which the last one stays the cluster’s', () => {
    const vpc = { ...vpcOf([table('rtb-1', false)], []), instances: [] };
    expect(analyzeUnusedTables(setting, vpc).map(({ mend }) => mend)).toEqual([
      'ec2 describe-route-tables --route-table-ids rtb-1',
    ]);
  });

  it('by the ids that the settings name', () => {
    const byIds = { ...setting, routeTableIds: ['rtb-1'] };
    const vpc = vpcOf([table('rtb-1', false, 'subnet-9')], [table('rtb-2', true)]);
    expect(analyzeSubnets(byIds, vpc).map(({ mend }) => mend)).toEqual(['resync rtb-1,rtb-2']);
  });
});

describe('missing permissions', () => {
  const missing = ['rtb-1', 'rtb-2'].map((resource) => ({ action: 'ec2:CreateRoute', resource }));

  it.each(['aws', 'aws-cn', 'aws-us-gov'])('are granted on all tables at once, in the partition %s', (partition) => {
    const who = `arn:${partition}:iam::123456789012:role/podroutes`;
    const refused = missing.map((each) => ({ ...each, who }));
    const found = analyzeOwnPermissions({ missing: refused, unjudged: [] }, aws);
    const Resource = ['rtb-1', 'rtb-2'].map((id) => `arn:${partition}:ec2:*:*:route-table/${id}`);
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:CreateRoute', Resource }] };
    const command = 'iam put-role-policy --role-name podroutes --policy-name podroutes-CreateRoute --policy-document';
    // The later of two policies of one name is the one that counts.
    expect(found).toMatchObject(missing.map(() => ({ mend: `${command} ${JSON.stringify(policy)}` })));
  });

  it('are not claimed for a dry run that was answered otherwise, once for each action and answer', () => {
    const unjudged = missing.map((each) => ({ ...each, code: 'InvalidParameterValue' }));
    expect(analyzeOwnPermissions({ missing: [], unjudged }, aws)).toEqual([
      {
        doubt: 'whether you may ec2:CreateRoute on rtb-1, rtb-2',
        why: 'its dry run was answered with InvalidParameterValue, which does not tell',
      },
    ]);
  });
});
