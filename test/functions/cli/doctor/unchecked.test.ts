import { describe, expect, it, onTestFinished } from 'vitest';
import { AWS_TUTORIAL, startLocalEc2 } from '../../../../infra/local/aws.ts';
import { GCP_TUTORIAL, startLocalGce } from '../../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { EC2_VARIANTS } from '../../../support/variants/ec2.ts';
import { startAwsDoctorFixture, startGcpDoctorFixture } from './support/fixtures.ts';

/** Each read by its IAM name, how the local cloud knows it, and what cannot be checked without it. */
const AWS_READ_PERMISSIONS: readonly [permission: string, areas: readonly string[]][] = [
  ['ec2:DescribeInstances', ['network', 'routes', 'forwarding', 'addresses', 'quota', 'firewall', 'permissions']],
  ['ec2:DescribeRouteTables', ['network', 'routes', 'forwarding', 'addresses', 'quota', 'firewall', 'permissions']],
  ['ec2:DescribeSecurityGroups', ['firewall']],
  ['ec2:DescribeNetworkAcls', ['firewall']],
  ['lambda:GetFunctionConfiguration', ['deployment', 'permissions']],
  ['lambda:GetFunctionConcurrency', ['deployment']],
  ['lambda:ListEventSourceMappings', ['deployment']],
  ['events:ListRuleNamesByTarget', ['deployment', 'dead-letters']],
  ['events:DescribeRule', ['deployment', 'dead-letters']],
  ['events:ListTargetsByRule', ['dead-letters']],
  ['sqs:ListQueues', ['deployment', 'dead-letters', 'permissions']],
  ['sqs:GetQueueUrl', ['dead-letters']],
  ['sqs:GetQueueAttributes', ['deployment', 'dead-letters', 'permissions']],
  ['iam:SimulatePrincipalPolicy', ['permissions']],
  ['ec2:DescribeInstanceAttribute', ['network', 'routes', 'forwarding', 'addresses', 'quota', 'firewall']],
];

const GCP_READ_PERMISSIONS: readonly [permission: string, areas: readonly string[]][] = [
  ['compute.networks.list', ['network', 'quota', 'firewall']],
  ['compute.networks.getEffectiveFirewalls', ['firewall']],
  ['monitoring.timeSeries.list', ['quota', 'dead-letters']],
  ['cloudfunctions.functions.list', ['deployment', 'dead-letters', 'permissions']],
  ['eventarc.triggers.list', ['deployment', 'dead-letters']],
  ['cloudscheduler.jobs.get', ['deployment']],
  ['logging.sinks.get', ['deployment']],
  ['run.services.getIamPolicy', ['deployment']],
  ['pubsub.subscriptions.list', ['dead-letters']],
  ['resourcemanager.projects.getIamPolicy', ['permissions']],
  ['iam.roles.get', ['permissions']],
];

describe('what a doctor may not read', { timeout: 20_000 }, () => {
  it.each(AWS_READ_PERMISSIONS)('without %s the rest is checked', async (permission, areas) => {
    const { ec2, runDoctor } = await startAwsDoctorFixture({ deployed: true });
    const isEc2 = permission.startsWith('ec2:');
    const code = isEc2 ? 'UnauthorizedOperation' : 'AccessDeniedException';
    ec2.faults.failAlways(permission.replace(/^ec2:/, ''), { code });
    const { code: exit, findings, unchecked, checked } = await runDoctor();
    expect(findings).toEqual([]);
    expect(exit).toBe(0);
    expect(new Set(unchecked.map(({ area }) => area))).toEqual(new Set(areas));
    for (const { why } of unchecked) expect(why).toContain(`allow ${permission}`);
    expect(checked.length + unchecked.length).toBe(16);
  });

  it.each(GCP_READ_PERMISSIONS)('without %s the rest is checked', async (permission, areas) => {
    const { gce, runDoctor } = await startGcpDoctorFixture({ deployed: true });
    gce.faults.failAlways(permission.replace(/^compute\./, ''), { code: 'forbidden' });
    const { code: exit, findings, unchecked, checked } = await runDoctor();
    expect(findings).toEqual([]);
    expect(exit).toBe(0);
    expect(new Set(unchecked.map(({ area }) => area))).toEqual(new Set(areas));
    for (const { why } of unchecked) expect(why).toContain(`grant ${permission}`);
    expect(checked.length + unchecked.length).toBe(14);
  });

  it('says it among the findings, for people too', async () => {
    const { ec2, env } = await startAwsDoctorFixture();
    ec2.faults.failAlways('DescribeNetworkAcls', { code: 'UnauthorizedOperation' });
    const { stdout } = await runCli(['doctor'], { env });
    expect(stdout).toMatch(
      /^Firewall +1 not checked\n {2}not checked the network ACLs of the nodes’ subnets: .*allow ec2:DescribeNetworkAcls/m,
    );
    expect(stdout).toMatch(
      EC2_VARIANTS.dryRunValidates ? /15 checks done, 3 not checked\.\n$/ : /15 checks done, 1 not checked\.\n$/,
    );
  });

  it('takes an API that was never switched on for one with nothing in it', async () => {
    const { gce, runDoctor } = await startGcpDoctorFixture();
    gce.faults.failAlways('cloudfunctions.functions.list', { code: 'SERVICE_DISABLED' });
    gce.faults.failAlways('eventarc.triggers.list', { code: 'SERVICE_DISABLED' });
    const { findings, unchecked } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
    expect(unchecked).toEqual([]);
  });

  it('does not judge a security group that names a prefix list', async () => {
    const { ec2, cluster, runDoctor } = await startAwsDoctorFixture();
    ec2.backend.revokeFrom(cluster.securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr);
    ec2.backend.allowFrom(cluster.securityGroupId, 'pl-0123456789abcdef0');
    const { findings, unchecked } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
    expect(unchecked).toMatchObject([{ area: 'firewall', why: expect.stringContaining('pl-0123456789abcdef0') }]);
  });

  it('does not judge a policy that goes by more than addresses', async () => {
    const { gce, runDoctor } = await startGcpDoctorFixture();
    const match = { srcFqdns: ['example.com'], layer4Configs: [{ ipProtocol: 'all' }] };
    const rules = [{ priority: 1, direction: 'INGRESS', action: 'deny', match }];
    const path = `projects/${GCP_TUTORIAL.project}/global/networks/${GCP_TUTORIAL.network}`;
    gce.backend.state.firewallPolicies.set(path, [{ shortName: 'corp', type: 'HIERARCHY', rules }]);
    const { findings, unchecked } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
    expect(unchecked).toMatchObject([{ area: 'firewall', why: expect.stringContaining('srcFqdns') }]);
  });

  it('does not take any other answer to a dry run for a refusal', async () => {
    const { ec2, cluster, runDoctor } = await startAwsDoctorFixture();
    ec2.faults.failAlways('CreateRoute', { code: 'IncorrectState' });
    const { findings, unchecked } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
    expect(unchecked).toEqual([
      {
        area: 'permissions',
        what: `whether you may ec2:CreateRoute on ${cluster.routeTableId}`,
        why: 'its dry run was answered with IncorrectState, which does not tell',
      },
    ]);
  });

  it('still finds what may not be written where other dry runs do not tell', async () => {
    const { ec2, cluster, runDoctor } = await startAwsDoctorFixture();
    ec2.faults.failAlways('ReplaceRoute', { code: 'IncorrectState' });
    ec2.faults.failAlways('DeleteRoute', { code: 'UnauthorizedOperation' });
    const { findings, unchecked } = await runDoctor();
    expect(findings).toMatchObject([{ id: 'not-deployed' }, { id: 'permission-missing', subject: 'ec2:DeleteRoute' }]);
    expect(unchecked.map(({ what }) => what)).toEqual([`whether you may ec2:ReplaceRoute on ${cluster.routeTableId}`]);
  });

  it('judges nothing by credentials that do not count', async () => {
    const { ec2, runDoctor } = await startAwsDoctorFixture();
    ec2.faults.failAlways('CreateRoute', { code: 'ExpiredToken' });
    const { findings, unchecked } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
    expect(unchecked).toMatchObject([{ area: 'permissions', what: 'what you may write' }]);
  });

  it('does not take a region that does not answer for one without functions', async () => {
    const { gce, runDoctor } = await startGcpDoctorFixture({ deployed: true });
    gce.services.unreachable.add('us-west1');
    const { findings, unchecked } = await runDoctor();
    expect(findings).toEqual([]);
    expect(new Set(unchecked.map(({ area }) => area))).toEqual(new Set(['deployment', 'dead-letters', 'permissions']));
    expect(unchecked[0]?.why).toBe(
      'projects/podroutes-local/locations/us-west1 did not answer for its functions; try again',
    );
  });

  it('says that a zone did not answer', async () => {
    const { gce, runDoctor } = await startGcpDoctorFixture();
    gce.unreachableZones.add('us-east1-b');
    const { unchecked } = await runDoctor();
    expect(unchecked).toMatchObject([{ area: 'routes', why: 'zone us-east1-b could not be reached' }]);
  });
});

describe('a Shared VPC', { timeout: 20_000 }, () => {
  it('is looked at in its own project, and the functions in the nodes’', async () => {
    const gce = await startLocalGce();
    onTestFinished(() => gce.close());
    const host = 'podroutes-host';
    gce.backend.addProject(host, '987654321098');
    gce.backend.createNetwork('shared', host);
    const place = {
      name: 'pods',
      network: 'shared',
      region: GCP_TUTORIAL.region,
      range: GCP_TUTORIAL.subnetRange,
      project: host,
    };
    const { path } = gce.backend.createSubnet(place);
    for (const [name, pods] of [
      ['worker-0', '10.200.0.0/24'],
      ['worker-1', '10.200.1.0/24'],
    ] as const) {
      const more = { canIpForward: true, metadata: { 'pod-cidr': pods } };
      gce.backend.createInstance({ name, zone: GCP_TUTORIAL.zone, subnet: path, ...more });
    }
    const env = { ...gcpEnv(gce), NETWORK: 'shared', NETWORK_PROJECT: host };
    await runCli(['resync'], { env });
    const { stdout } = await runCli(['doctor'], { env });
    expect(stdout).toMatch(/^Routes +ok$/m);
    expect(stdout).toMatch(/^Quota +ok$/m);
    // There is no rule in it at all.
    expect(stdout).toMatch(
      /\$ gcloud compute firewall-rules create shared-allow-pods --network=shared .*--project=podroutes-host$/m,
    );
    expect(stdout).toMatch(/\$ terraform .*-var network=shared -var network_project=podroutes-host$/m);
    expect(stdout).not.toContain('not checked');
  });
});

describe('where there is no cluster', { timeout: 20_000 }, () => {
  it('an empty AWS account, or the wrong region', async () => {
    const ec2 = await startLocalEc2();
    onTestFinished(() => ec2.close());
    const { code, stdout } = await runCli(['doctor'], { env: awsEnv(ec2) });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /broken no-cluster-table: .*\n {4}- nothing in region us-east-1 carries the tag \S+, no route table and no instance: is the region right\?\n {6}\$ aws ec2 describe-route-tables /,
    );
    expect(stdout).toMatch(/^Deployment +1 warning$/m);
  });

  it('an empty GCP project', async () => {
    const gce = await startLocalGce();
    onTestFinished(() => gce.close());
    const { code, stdout } = await runCli(['doctor'], { env: gcpEnv(gce) });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /broken network-not-found: .*\n {4}- project podroutes-local has no network kubernetes-the-hard-way; it has none at all\n {6}\$ gcloud compute networks list --project=podroutes-local/,
    );
  });

  it('a network without nodes is a warning', async () => {
    const { ec2, cluster, runDoctor } = await startAwsDoctorFixture();
    ec2.backend.terminate(...cluster.workers.map(({ id }) => id));
    ec2.settle();
    for (const i of [0, 1, 2]) ec2.backend.deleteRoute(cluster.routeTableId, `10.200.${i}.0/24`);
    const { code, findings } = await runDoctor();
    expect(findings.map(({ id }) => id)).toEqual(['no-nodes', 'not-deployed']);
    expect(code).toBe(0);
  });

  it('a full table in which routes are missing is broken', async () => {
    const { ec2, cluster, runDoctor } = await startAwsDoctorFixture();
    ec2.backend.deleteRoute(cluster.routeTableId, '10.200.2.0/24');
    const { code, findings } = await runDoctor({ ROUTE_QUOTA: '4' });
    expect(findings.map(({ id }) => id)).toEqual(['route-missing', 'quota-full', 'not-deployed']);
    expect(code).toBe(1);
  });

  it('with nothing to look at there is one error and no list', async () => {
    const { ec2, env } = await startAwsDoctorFixture();
    await ec2.close();
    const { code, stdout, stderr } = await runCli(['doctor'], { env, time: sleepless() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^podroutes: EC2 in region us-east-1 does not answer \(ECONNREFUSED\)/);
  });
});

describe('a list for people', { timeout: 20_000 }, () => {
  it('tells five of a kind and counts the rest', async () => {
    const { ec2, cluster, env } = await startAwsDoctorFixture();
    for (let i = 3; i < 12; i += 1) {
      const userData = `name=worker-${i}|pod-cidr=10.200.${i}.0/24`;
      ec2.backend.runInstance({ subnetId: cluster.subnetId, groupIds: [cluster.securityGroupId], userData });
    }
    ec2.settle();
    const { stdout } = await runCli(['doctor'], { env });
    expect(stdout.match(/ {4}- no route for /g)).toHaveLength(5);
    expect(stdout).toContain('    - and 4 more like these: --output json has them all\n');
    expect(stdout.match(/ {6}\$ podroutes resync /g)).toHaveLength(1);
  });

  it('has colours on a terminal, and only there', async () => {
    const { env } = await startAwsDoctorFixture();
    expect((await runCli(['doctor'], { env, isTerminal: true })).stdout).toContain('\u001B[33m1 warning\u001B[39m');
    expect((await runCli(['doctor'], { env })).stdout).not.toContain('\u001B[');
  });
});
