import { describe, expect, it } from 'vitest';
import { awsEnv } from '../../../support/cli/run-cli.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { awsProviderId, startKubernetes } from './kubernetes.ts';
import { startWatching } from './watching.ts';

function boot({ ec2, network }: AwsTestbed): string {
  const { id } = ec2.backend.runInstance({ interfaces: [{ subnetId: network.subnetId }] });
  ec2.settle();
  return id;
}

const tagOf = ({ ec2 }: AwsTestbed, id: string) => ec2.backend.instance(id)?.tags.get('pod-cidr');

describe('podroutes publish --watch', () => {
  it('two of them at once write the same, and set each condition to the same', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    await using one = startWatching(kubernetes, awsEnv(aws.ec2), ['--network-condition']);
    await using other = startWatching(kubernetes, awsEnv(aws.ec2), ['--network-condition'], one.clock);
    await one.until(() => kubernetes.watches.count === 2);
    const ids = Array.from({ length: 30 }, () => boot(aws));
    for (const [i, id] of ids.entries())
      kubernetes.nodes.put({ name: `node-${i}`, providerId: awsProviderId(id), podCidrs: [`10.200.${i}.0/24`] });
    await one.until(() => ids.every((id, i) => tagOf(aws, id) === `10.200.${i}.0/24`));
    await aws.deliver();
    expect(aws.routes()).toEqual(Object.fromEntries(ids.map((id, i) => [`10.200.${i}.0/24`, id])));
    const isAvailable = (i: number) =>
      kubernetes.nodes
        .get(`node-${i}`)
        .status.conditions.some(({ type, status }) => type === 'NetworkUnavailable' && status === 'False');
    await one.until(() => ids.every((_, i) => isAvailable(i)));
    await one.pass(900_000);
    expect(aws.ec2.calls.count('CreateTags')).toBeLessThanOrEqual(60);
    expect(kubernetes.calls.count('patch nodes/status')).toBeLessThanOrEqual(120);
    expect(ids.every((_, i) => isAvailable(i))).toBe(true);
    expect([await one.stop(), await other.stop()]).toEqual([0, 0]);
  });

  it('publishes what is there, then each Node that comes; a line for each decision, and none twice', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    const [first, second] = [boot(aws), boot(aws)];
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(first), podCidrs: ['10.200.1.0/24'] });
    await using watching = startWatching(kubernetes, awsEnv(aws.ec2));
    await watching.until(() => tagOf(aws, first) === '10.200.1.0/24');
    kubernetes.nodes.put({ name: 'node-b', providerId: awsProviderId(second) });
    await watching.until(() => watching.lines.includes('node-b: Kubernetes has given it no range yet'));
    kubernetes.nodes.put({ name: 'node-b', providerId: awsProviderId(second), podCidrs: ['10.200.2.0/24'] });
    await watching.until(() => tagOf(aws, second) === '10.200.2.0/24');
    await watching.pass(1_800_000);
    expect(await watching.stop()).toBe(0);
    expect(watching.lines.slice(1)).toEqual([
      'listed 1 node',
      `node-a: published 10.200.1.0/24 to ${first}`,
      'node-b: Kubernetes has given it no range yet',
      `node-b: published 10.200.2.0/24 to ${second}`,
      'stopping: what is being written is finished first',
      'stopped',
    ]);
  });
});
