import { expect, it } from 'vitest';
import { awsProviderId, startKubernetes } from '../../functions/cli/publish/kubernetes.ts';
import { startWatching } from '../../functions/cli/publish/watching.ts';
import { awsEnv } from '../../support/cli/run-cli.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { rights } from './manifests.ts';

/** What publishing asks Kubernetes for while a Node comes, gets its route, and goes. */
async function asked(flags: readonly string[]): Promise<string[]> {
  await using aws = await startAwsTestbed();
  await using kubernetes = await startKubernetes();
  const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
  aws.ec2.settle();
  await using watching = startWatching(kubernetes, awsEnv(aws.ec2), flags);
  await watching.until(() => kubernetes.watches.count === 1);
  kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
  await watching.until(() => aws.ec2.calls.count('CreateTags') === 1);
  await aws.deliver();
  await watching.pass(1_000_000);
  kubernetes.nodes.delete('node-a');
  await watching.pass(1_000_000);
  return [...new Set(kubernetes.calls.all.map(({ action }) => action))].toSorted();
}

it('the account may do what publishing asks for, and nothing else', async () => {
  expect(await asked([])).toEqual((await rights()).toSorted());
});

it('the same with the condition', async () => {
  expect(await asked(['--network-condition'])).toEqual((await rights('network-condition')).toSorted());
});
