import { describe, expect, it } from 'vitest';
import { deployAws } from '../../../infra/local/aws-deployment.ts';
import { type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';
import { deployGcp } from '../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL, type LocalGce, startLocalGce } from '../../../infra/local/gcp.ts';
import { captureLog } from '../../support/testbed/log.ts';

const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

/** All that an account or a project shows of deployments, as text. */
function shown(services: object): string {
  const maps = Object.entries(services).filter(([, value]) => value instanceof Map);
  return JSON.stringify(maps.map(([name, map]: [string, Map<string, unknown>]) => [name, [...map].toSorted(byKey)]));
}

/** A VPC with the cluster's table, and its function. */
function awsCluster(ec2: LocalEc2, name: string) {
  const { backend } = ec2;
  const tags = { [`kubernetes.io/cluster/${name}`]: '' };
  const { id: vpcId } = backend.createVpc({ cidr: '10.240.0.0/24', tags });
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.240.0.0/24', tags });
  const { id: table } = backend.createRouteTable({ vpcId, tags });
  backend.associateRouteTable(table, subnetId);
  const deployment = deployAws(ec2, { log: captureLog('aws').log, settings: { CLUSTER_NAME: name } });
  return {
    ...deployment,
    boot: async (range: string) => {
      backend.runInstance({ subnetId, userData: `pod-cidr=${range}` });
      ec2.settle();
      await deployment.queue.drain(deployment.handler);
    },
    routes: () =>
      backend.routesOf(table).flatMap(({ origin, destination }) => (origin === 'CreateRoute' ? destination : [])),
  };
}

describe('two clusters in one AWS account whose names differ in a character that is replaced', () => {
  it('are deployed side by side and removed one by one', async () => {
    const ec2 = await startLocalEc2();
    const blue = awsCluster(ec2, 'lab.blue');
    await blue.boot('10.200.0.0/24');
    const before = shown(ec2.services);

    const green = awsCluster(ec2, 'lab_blue');
    await green.boot('10.200.0.0/24');
    await blue.boot('10.200.1.0/24');
    expect([blue.routes(), green.routes()]).toEqual([['10.200.0.0/24', '10.200.1.0/24'], ['10.200.0.0/24']]);

    green.remove();
    expect(shown(ec2.services)).toBe(before);
    await blue.boot('10.200.2.0/24');
    expect(blue.routes()).toEqual(['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24']);
    expect(green.routes()).toEqual(['10.200.0.0/24']);
    await ec2.close();
  });
});

/** A network, and the function of the cluster of that name. */
async function gcpCluster(gce: LocalGce, name: string, range: string) {
  const { zone, region } = GCP_TUTORIAL;
  gce.backend.createNetwork(name);
  gce.backend.createSubnet({ name, network: name, region, range });
  const settings = { CLUSTER_NAME: name, NETWORK: name };
  const deployment = await deployGcp(gce, { log: captureLog('gcp').log, settings, debounce: 1 });
  return {
    ...deployment,
    boot: async (worker: string, pods: string) => {
      const metadata = { 'pod-cidr': pods };
      gce.backend.createInstance({ zone, subnet: name, name: `${name}-${worker}`, canIpForward: true, metadata });
      await deployment.eventarc.drainAll(deployment.url);
    },
    routes: () =>
      gce.backend.routesOf(name).flatMap(({ destRange }) => (destRange.startsWith('10.200.') ? destRange : [])),
  };
}

describe('two clusters in one GCP project', () => {
  it('are deployed side by side and removed one by one', async () => {
    const gce = await startLocalGce();
    const blue = await gcpCluster(gce, 'blue', '10.240.0.0/24');
    await blue.boot('a', '10.200.0.0/24');
    const before = shown(gce.services);

    const green = await gcpCluster(gce, 'green', '10.240.1.0/24');
    await green.boot('a', '10.200.0.0/24');
    await blue.boot('b', '10.200.1.0/24');
    await green.eventarc.drainAll(green.url);
    expect([blue.routes().toSorted(), green.routes()]).toEqual([['10.200.0.0/24', '10.200.1.0/24'], ['10.200.0.0/24']]);

    green.remove();
    expect(shown(gce.services)).toBe(before);
    await blue.boot('c', '10.200.2.0/24');
    expect(blue.routes()).toHaveLength(3);
    expect(green.routes()).toEqual(['10.200.0.0/24']);
    await Promise.all([blue.close(), green.close()]);
    await gce.close();
  });
});
