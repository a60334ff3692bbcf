import { describe, expect, it } from 'vitest';
import {
  PUBLISHER_INSTANCE_PERMISSIONS,
  PUBLISHER_NETWORK_PERMISSIONS,
  PUBLISHER_SERVICE_ACCOUNT_PERMISSIONS,
} from '../../../../shared/gcp/publisher-permissions.ts';
import { PUBLISHED_KEY } from '../../../../shared/reconcile/model/statement.ts';
import { boot, gcpProviderId, gcpStage, metadataOf } from './gcp-stage.ts';

/** What Compute Engine asks IAM for each method. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'instances.aggregatedList': 'compute.instances.list',
  'zoneOperations.wait': 'compute.zoneOperations.get',
};

describe('podroutes publish on GCP', () => {
  it('makes no calls but those that its permissions allow', async () => {
    await using at = await gcpStage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    gcp.gce.calls.reset();
    kubernetes.nodes.put({ name: 'node-a', providerId: gcpProviderId('worker-0'), podCidrs: ['10.200.7.0/24'] });
    await publish();
    const needed = new Set(gcp.gce.calls.all.map(({ action }) => PERMISSIONS[action] ?? `compute.${action}`));
    const granted = [...PUBLISHER_INSTANCE_PERMISSIONS, ...PUBLISHER_NETWORK_PERMISSIONS];
    expect([...needed].toSorted()).toEqual(granted.toSorted());
    expect(PUBLISHER_SERVICE_ACCOUNT_PERMISSIONS).toEqual(['iam.serviceAccounts.actAs']);
  });

  it('writes the range to the metadata and leaves all other keys, which wakes the function', async () => {
    await using at = await gcpStage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    kubernetes.nodes.put({ name: 'node-a', providerId: gcpProviderId('worker-0'), podCidrs: ['10.200.7.0/24'] });
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
    await using at = await gcpStage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0);
    const internalAddresses = ['10.240.0.20'];
    kubernetes.nodes.put({ name: 'a', providerId: 'k3s://a', internalAddresses, podCidrs: ['10.200.7.0/24'] });
    expect((await publish()).code).toBe(0);
    expect(metadataOf(gcp, 'worker-0')['pod-cidr']).toBe('10.200.7.0/24');
  });

  it('leaves alone what others told', async () => {
    await using at = await gcpStage();
    const { gcp, kubernetes, publish } = at;
    boot(gcp, 0, { 'pod-cidr': '10.200.9.0/24' });
    boot(gcp, 1, { 'pod-cidr': 'auto' });
    await gcp.deliver();
    kubernetes.nodes.put({ name: 'a', providerId: gcpProviderId('worker-0'), podCidrs: ['10.200.1.0/24'] });
    kubernetes.nodes.put({ name: 'b', providerId: gcpProviderId('worker-1'), podCidrs: ['10.200.2.0/24'] });
    const before = [metadataOf(gcp, 'worker-0'), metadataOf(gcp, 'worker-1')];
    const { code, stdout } = await publish();
    expect(code).toBe(1);
    expect(stdout).toContain('2 left alone');
    expect([metadataOf(gcp, 'worker-0'), metadataOf(gcp, 'worker-1')]).toEqual(before);
  });

  it('two at once publish once: the fingerprint lets one through, and the other finds it done', async () => {
    await using at = await gcpStage();
    const { gcp, kubernetes, publish } = at;
    for (let i = 0; i < 5; i += 1) {
      boot(gcp, i);
      kubernetes.nodes.put({ name: `n${i}`, providerId: gcpProviderId(`worker-${i}`), podCidrs: [`10.200.${i}.0/24`] });
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
