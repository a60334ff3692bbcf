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
      'listed 1 nodes',
      `node-a: published 10.200.1.0/24 to ${first}`,
      'node-b: Kubernetes has given it no range yet',
      `node-b: published 10.200.2.0/24 to ${second}`,
      'stopping: what is being written is finished first',
      'stopped',
    ]);
  });
});
