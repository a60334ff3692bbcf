import { describe, expect, it, vi } from 'vitest';
import { GCP_TUTORIAL, workerPodCidr } from '../../../../infra/local/gcp.ts';
import { gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { stage } from './aws-stage.ts';
import { awsProviderId, startKubernetes } from './kubernetes.ts';

const WORKERS = [0, 1, 2];

/** The steps of docs/kubernetes.md, on clusters whose routes a route controller made. */
describe('from a route controller', () => {
  it('on AWS no route is written, by publishing or by the function after it', async () => {
    await using world = await stage();
    const { aws, kubernetes, publish } = world;
    const { backend, calls } = aws.ec2;
    const ids = WORKERS.map(() => backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] }).id);
    aws.ec2.settle();
    for (const [i, id] of ids.entries()) {
      const range = workerPodCidr(i);
      backend.createRoute(aws.network.routeTableId, range, { field: 'instanceId', id });
      kubernetes.nodes.put({ name: `node-${i}`, providerId: awsProviderId(id), podCidrs: [range] });
    }
    const routes = aws.routes();
    expect(Object.values(routes)).toEqual(ids);
    expect((await publish('--dry-run')).stdout).toMatch(/^Plan: 3 to publish, .* 0 left alone\.$/m);
    expect((await publish()).code).toBe(0);
    const report = await aws.invokeManually({ action: 'resync' });
    expect(report).toMatchObject({ summary: { unchanged: 3 }, changes: [], conflicts: [] });
    await aws.deliver();
    expect(['CreateRoute', 'ReplaceRoute', 'DeleteRoute'].map((action) => calls.count(action))).toEqual([0, 0, 0]);
    expect(aws.routes()).toEqual(routes);
  });

  it('on GCP each range has a route at every call, and then ours alone', async () => {
    await using gcp = await startGcpTestbed();
    await using kubernetes = await startKubernetes();
    const { zone, subnet, project, network } = GCP_TUTORIAL;
    for (const i of WORKERS) {
      const [name, range] = [`worker-${i}`, workerPodCidr(i)];
      gcp.gce.backend.createInstance({ zone, subnet, canIpForward: true, name, ip: `10.240.0.2${i}` });
      kubernetes.nodes.put({ name, providerId: `gce://${project}/${zone}/${name}`, podCidrs: [range] });
      const description = 'k8s-node-route';
      gcp.gce.backend.addRoute({
        name: `kubernetes-${i}`,
        network,
        destRange: range,
        nextHopIp: `10.240.0.2${i}`,
        description,
      });
    }
    gcp.gce.settle();
    const fewest: number[] = [];
    const record = gcp.gce.calls.record.bind(gcp.gce.calls);
    vi.spyOn(gcp.gce.calls, 'record').mockImplementation((call) => {
      record(call);
      fewest.push(new Set(Object.values(gcp.routes())).size);
    });
    const env = gcpEnv(gcp.gce);
    const run = (...argv: string[]) => runCli(argv, { env, time: sleepless() });
    expect((await run('publish', '--kubeconfig', kubernetes.file)).code).toBe(0);
    const planned = await run('plan');
    expect(planned.stdout).toContain('Nothing to change: 3 unchanged, 0 conflicts');
    expect((await run('adopt')).code).toBe(0);
    const report = await gcp.invokeManually({ action: 'resync' });
    expect(report).toMatchObject({ summary: { unchanged: 3 }, changes: [], conflicts: [] });
    expect(Math.min(...fewest)).toBe(3);
    expect(Object.keys(gcp.routes())).toEqual(WORKERS.map((i) => `kubernetes-route-10-200-${i}-0-24`));
  });
});
