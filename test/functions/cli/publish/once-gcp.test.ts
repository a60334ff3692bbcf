import { describe, expect, it } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import {
  PUBLISHER_INSTANCE_PERMISSIONS,
  PUBLISHER_NETWORK_PERMISSIONS,
  PUBLISHER_SERVICE_ACCOUNT_PERMISSIONS,
} from '../../../../shared/gcp/publisher-permissions.ts';
import { PUBLISHED_KEY } from '../../../../shared/reconcile/model/statement.ts';
import { type CliResult, gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { startKubernetes, type TestCluster } from './kubernetes.ts';

const { project, zone, subnet } = GCP_TUTORIAL;

interface Stage extends AsyncDisposable {
  readonly gcp: GcpTestbed;
  readonly kubernetes: TestCluster;
  readonly publish: (...flags: string[]) => Promise<CliResult>;
}

async function stage(): Promise<Stage> {
  const gcp = await startGcpTestbed();
  const kubernetes = await startKubernetes();
  const publish = (...flags: string[]) =>
    runCli(['publish', '--kubeconfig', kubernetes.file, ...flags], { env: gcpEnv(gcp.gce), time: sleepless() });
  return {
    gcp,
    kubernetes,
    publish,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([gcp[Symbol.asyncDispose](), kubernetes[Symbol.asyncDispose]()]);
    },
  };
}

/** A worker, with other people's metadata beside what it may state. */
function boot({ gce }: GcpTestbed, index: number, metadata: Record<string, string> = {}): void {
  const node = { name: `worker-${index}`, ip: `10.240.0.2${index}`, metadata: { 'ssh-keys': 'x', ...metadata } };
  gce.backend.createInstance({ zone, subnet, canIpForward: true, ...node });
  gce.settle();
}

const providerId = (name: string) => `gce://${project}/${zone}/${name}`;

function metadataOf({ gce }: GcpTestbed, name: string): Record<string, string> {
  const found = gce.backend.instances().find(({ path }) => path.endsWith(`/${name}`));
  return Object.fromEntries((found?.metadata.items ?? []).map(({ key, value }) => [key, value]));
}

/** What Compute Engine asks IAM for each method. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'instances.aggregatedList': 'compute.instances.list',
  'zoneOperations.wait': 'compute.zoneOperations.get',
};

describe('podroutes publish on GCP', () => {
  it('makes no calls but those that its permissions allow', async () => {
    await using at = await stage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    gcp.gce.calls.reset();
    kubernetes.nodes.put({ name: 'node-a', providerId: providerId('worker-0'), podCidrs: ['10.200.7.0/24'] });
    await publish();
    const needed = new Set(gcp.gce.calls.all.map(({ action }) => PERMISSIONS[action] ?? `compute.${action}`));
    const granted = [...PUBLISHER_INSTANCE_PERMISSIONS, ...PUBLISHER_NETWORK_PERMISSIONS];
    expect([...needed].toSorted()).toEqual(granted.toSorted());
    expect(PUBLISHER_SERVICE_ACCOUNT_PERMISSIONS).toEqual(['iam.serviceAccounts.actAs']);
  });

  it('writes the range to the metadata and leaves all other keys, which wakes the function', async () => {
    await using at = await stage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    kubernetes.nodes.put({ name: 'node-a', providerId: providerId('worker-0'), podCidrs: ['10.200.7.0/24'] });
    expect(await publish()).toMatchObject({ code: 0, stderr: '' });
    expect(metadataOf(gcp, 'worker-0')).toEqual({
      'ssh-keys': 'x',
      'pod-cidr': '10.200.7.0/24',
      [PUBLISHED_KEY]: '10.200.7.0/24',
    });
    await gcp.deliver();
    expect(gcp.routes()).toEqual({ 'kubernetes-route-10-200-7-0-24': '10.240.0.20' });
    gcp.gce.calls.reset();
    expect((await publish()).stdout).toBe('Plan: 0 to publish, 1 published, 0 without a range yet, 0 left alone.\n');
    expect(gcp.gce.calls.all.map(({ action }) => action)).toEqual(['instances.aggregatedList', 'routes.list']);
  });

  it('finds by its address the instance of a Node whose provider ID is another system’s', async () => {
    await using at = await stage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    const internalAddresses = ['10.240.0.20'];
    kubernetes.nodes.put({ name: 'a', providerId: 'k3s://a', internalAddresses, podCidrs: ['10.200.7.0/24'] });
    expect((await publish()).code).toBe(0);
    expect(metadataOf(gcp, 'worker-0')['pod-cidr']).toBe('10.200.7.0/24');
  });

  it('leaves alone what others told', async () => {
    await using at = await stage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0, { 'pod-cidr': '10.200.9.0/24' });
    boot(gcp, 1, { 'pod-cidr': 'auto' });
    await gcp.deliver();
    kubernetes.nodes.put({ name: 'a', providerId: providerId('worker-0'), podCidrs: ['10.200.1.0/24'] });
    kubernetes.nodes.put({ name: 'b', providerId: providerId('worker-1'), podCidrs: ['10.200.2.0/24'] });
    const before = [metadataOf(gcp, 'worker-0'), metadataOf(gcp, 'worker-1')];
    const { code, stdout } = await publish();
    expect(code).toBe(1);
    expect(stdout).toContain('2 left alone');
    expect([metadataOf(gcp, 'worker-0'), metadataOf(gcp, 'worker-1')]).toEqual(before);
  });

  it('two at once publish once: the fingerprint lets one through, and the other finds it done', async () => {
    await using at = await stage();
    const { gcp, kubernetes, publish } = at;
    for (let i = 0; i < 5; i += 1) {
      boot(gcp, i);
      kubernetes.nodes.put({ name: `n${i}`, providerId: providerId(`worker-${i}`), podCidrs: [`10.200.${i}.0/24`] });
    }
    const [one, other] = await Promise.all([publish(), publish()]);
    expect([one.code, other.code]).toEqual([0, 0]);
    const stated = [0, 1, 2, 3, 4].map((i) => metadataOf(gcp, `worker-${i}`)['pod-cidr']);
    expect(stated).toEqual(['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24', '10.200.3.0/24', '10.200.4.0/24']);
    const written = gcp.gce.calls.all.filter(
      ({ action, error }) => action === 'instances.setMetadata' && error === undefined,
    );
    expect(written).toHaveLength(5);
  });
});
