import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL, podCidrOf } from '../../../../infra/local/aws.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { type AwsDoctorFixture, startAwsDoctorFixture } from '../doctor/support/fixtures.ts';
import { endOf, followAdvice, runExplain } from './support/run-explain.ts';

type Break = (fixture: AwsDoctorFixture) => void;

const workerId = ({ cluster }: AwsDoctorFixture, i: number) => cluster.workers[i]?.id ?? '';

/** A fourth node in a subnet of its own, with its route. */
function addFarNode({ ec2: { backend }, cluster }: AwsDoctorFixture): string {
  const { vpcId, securityGroupId, routeTableId } = cluster;
  backend.associateCidr(vpcId, '10.241.0.0/24');
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.241.0.0/24' });
  const tags = { Name: 'far', ...AWS_TUTORIAL.clusterTag };
  const userData = `pod-cidr=${podCidrOf(9)}`;
  const { id } = backend.runInstance({ interfaces: [{ subnetId, groupIds: [securityGroupId] }], userData, tags });
  backend.setSourceDestCheck(id, false);
  backend.settle();
  backend.createRoute(routeTableId, podCidrOf(9), { field: 'instanceId', id });
  return subnetId;
}

const BROKEN: readonly [what: string, kind: string, finding: string | undefined, destination: string, Break][] = [
  [
    'a route is missing',
    'route',
    'route-missing',
    'worker-1',
    ({ ec2, cluster }) => ec2.backend.deleteRoute(cluster.routeTableId, podCidrOf(1)),
  ],
  [
    'the way back is missing',
    'route',
    'route-missing',
    'worker-1',
    ({ ec2, cluster }) => ec2.backend.deleteRoute(cluster.routeTableId, podCidrOf(0)),
  ],
  [
    'a part goes elsewhere',
    'route',
    'route-shadowed',
    '10.200.1.5',
    ({ ec2, cluster }) =>
      ec2.backend.createRoute(cluster.routeTableId, '10.200.1.0/28', { field: 'gatewayId', id: cluster.gatewayId }),
  ],
  [
    'the source/dest check is on',
    'forwarding',
    'source-dest-check-on',
    'worker-1',
    ({ ec2, interfaceOf }) => ec2.backend.setSourceDestCheck(interfaceOf(1), true),
  ],
  [
    'the node is stopped',
    'target',
    'node-stopped',
    'worker-1',
    (fixture) => {
      fixture.ec2.backend.stop(workerId(fixture, 1));
      fixture.ec2.settle();
    },
  ],
  [
    'the security group lets nothing in',
    'filter',
    undefined,
    'worker-1',
    ({ ec2, cluster }) => ec2.backend.revokeFrom(cluster.securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr),
  ],
  ['the other subnet follows another table', 'route', 'subnet-uses-other-table', 'far', addFarNode],
  [
    'a network ACL denies',
    'filter',
    undefined,
    'far',
    (fixture) => {
      const subnet = addFarNode(fixture);
      fixture.ec2.backend.associateRouteTable(fixture.cluster.routeTableId, subnet);
      fixture.ec2.backend.addAclRule(fixture.cluster.vpcId, 50, 'deny', '10.200.0.0/24');
    },
  ],
];

describe('explain on AWS', () => {
  it.each(BROKEN)('%s: tells where, and what mends it', async (_, kind, finding, destination, breakIt) => {
    const fixture = await startAwsDoctorFixture();
    breakIt(fixture);
    const broken = await runExplain(fixture, '10.200.0.5', destination);
    expect(broken).toMatchObject({ code: 1, verdict: 'broken' });
    expect(endOf(broken)).toEqual({ kind, finding });
    await followAdvice(fixture, broken);
    fixture.ec2.settle();
    expect(await runExplain(fixture, '10.200.0.5', destination)).toMatchObject({ code: 0, verdict: 'through' });
  });

  it('tells people the way, and programs the same', async () => {
    const fixture = await startAwsDoctorFixture();
    const { code, stdout } = await runCli(['explain', 'worker-0', workerId(fixture, 1)], { env: fixture.env });
    expect(code).toBe(0);
    const { paths } = await runExplain(fixture, 'worker-0', workerId(fixture, 1));
    for (const { what } of paths.flatMap(({ hops }) => hops)) expect(stdout).toContain(what);
    expect(stdout).toMatch(/^10\.200\.0\.0\/24, pods of worker-0 .*\n {3}1 {2}ok .*\n[^]*Through, there and back\.\n/);
  });

  it('of one address, tells whose it is and how everybody gets there', async () => {
    const fixture = await startAwsDoctorFixture();
    fixture.ec2.backend.setSourceDestCheck(fixture.interfaceOf(2), true);
    const { code, stdout } = await runCli(['explain', '10.200.1.7'], { env: fixture.env });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^10\.200\.1\.7, a pod of worker-1 .*\n {2}through +from .*worker-0 .*\n {2}broken +from .*worker-2/,
    );
    expect(stdout).toContain('$ aws ec2 modify-network-interface-attribute --no-source-dest-check');
  });

  it.each(['DescribeSecurityGroups', 'DescribeNetworkAcls'])('without %s, that is not known', async (action) => {
    const fixture = await startAwsDoctorFixture();
    const subnet = addFarNode(fixture);
    fixture.ec2.backend.associateRouteTable(fixture.cluster.routeTableId, subnet);
    fixture.ec2.faults.failAlways(action, { code: 'UnauthorizedOperation' });
    const { code, verdict, paths } = await runExplain(fixture, 'worker-0', 'far');
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'unknown' });
    const unknown = paths.flatMap(({ hops }) => hops).filter(({ status }) => status === 'unknown');
    expect(unknown.length).toBeGreaterThan(0);
    for (const { what } of unknown) expect(what).toContain(`allow ec2:${action}`);
  });

  it.each([
    ['10.200.77.5', '10.200.77.5, which nobody has'],
    ['10.240.0.20', 'an address of worker-0'],
  ])('of %s, says that it is %s', async (address, text) => {
    const fixture = await startAwsDoctorFixture();
    const { destinations } = await runExplain(fixture, address);
    expect(destinations[0]?.label).toContain(text);
  });

  it('refuses names that nothing has', async () => {
    const { env } = await startAwsDoctorFixture();
    const { code, stderr } = await runCli(['explain', 'worker-9', 'worker-0'], { env });
    expect(code).toBe(1);
    expect(stderr).toBe('podroutes: no instance of the network is called "worker-9"\n');
  });
});
