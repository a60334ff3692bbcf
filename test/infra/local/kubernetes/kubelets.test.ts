import { expect, it } from 'vitest';
import { createTutorialNetwork, startLocalEc2 } from '../../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialNetwork, startLocalGce } from '../../../../infra/local/gcp.ts';
import {
  type LocalKubernetes,
  runAwsKubelets,
  runGcpKubelets,
  startLocalKubernetes,
} from '../../../../infra/local/kubernetes.ts';

const nodesOf = ({ nodes }: LocalKubernetes) =>
  nodes.all.map(({ metadata, spec }) => [metadata.name, spec.providerID, spec.podCIDR]);

it('instances on AWS are Nodes from running to terminated, and a range is given again', async () => {
  const [ec2, kubernetes] = [await startLocalEc2(), await startLocalKubernetes()];
  const { subnetId } = createTutorialNetwork(ec2.backend);
  const launch = () => ec2.backend.runInstance({ interfaces: [{ subnetId }] }).id;
  const before = launch();
  ec2.settle();
  const stop = runAwsKubelets(ec2, kubernetes);
  const [first, second] = [launch(), launch()].toSorted();
  expect(nodesOf(kubernetes)).toEqual([]);
  ec2.settle();
  const node = (id = '', range = '') => [`${id}.ec2.internal`, `aws:///us-east-1a/${id}`, range];
  const ranges = nodesOf(kubernetes).map(([, , range]) => range);
  expect(new Set(ranges)).toEqual(new Set(['10.200.100.0/24', '10.200.101.0/24']));
  expect(nodesOf(kubernetes)).toEqual([node(first, ranges[0]), node(second, ranges[1])]);
  ec2.backend.terminate(first ?? '');
  ec2.backend.terminate(before);
  ec2.settle();
  expect(nodesOf(kubernetes)).toEqual([node(second, ranges[1])]);
  const third = launch();
  ec2.settle();
  expect(nodesOf(kubernetes)).toContainEqual(node(third, ranges[0]));
  stop();
  launch();
  ec2.settle();
  expect(nodesOf(kubernetes)).toHaveLength(2);
  await Promise.all([ec2.close(), kubernetes.close()]);
});

it('VMs on GCP are Nodes until they are deleted', async () => {
  const [gce, kubernetes] = [await startLocalGce(), await startLocalKubernetes()];
  seedTutorialNetwork(gce.backend);
  runGcpKubelets(gce, kubernetes);
  const { project, zone, subnet } = GCP_TUTORIAL;
  gce.backend.createInstance({ zone, subnet, name: 'pool-0' });
  gce.settle();
  expect(nodesOf(kubernetes)).toEqual([['pool-0', `gce://${project}/${zone}/pool-0`, '10.200.100.0/24']]);
  gce.backend.deleteInstance('pool-0');
  gce.settle();
  expect(nodesOf(kubernetes)).toEqual([]);
  await Promise.all([gce.close(), kubernetes.close()]);
});
