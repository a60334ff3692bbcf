import { awsEnv } from '../../../support/cli/run-cli.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';
import { awsProviderId, startKubernetes, type TestCluster } from './kubernetes.ts';
import { startWatching, type Watching } from './watching.ts';

export const MINUTE = 60_000;

/** What may happen to a watch; all that keep it from being resumed at once end by themselves. */
export const TROUBLES: Readonly<Record<string, (kubernetes: TestCluster) => void>> = {
  'it is ended by the server': ({ watches }) => watches.end(),
  'it is dropped in the middle of an event': ({ watches }) => watches.drop(),
  'it goes silent': ({ watches }) => watches.silence(),
  'its version is forgotten': ({ nodes, watches }) => {
    watches.drop();
    nodes.put({ name: 'elsewhere' });
    nodes.delete('elsewhere');
    nodes.compact();
  },
  'it is not allowed for a while': ({ faults, watches }) => {
    faults.failNext('watch nodes', { code: 'Forbidden', status: 403 }, 3);
    watches.drop();
  },
  'it is never answered': ({ faults, watches }) => {
    faults.failNext('watch nodes', { code: 'none', connection: 'silent' }, 2);
    watches.drop();
  },
  'the list after it fails': ({ faults, nodes, watches }) => {
    faults.failNext('list nodes', { code: 'InternalError', status: 500 }, 2);
    watches.drop();
    nodes.put({ name: 'elsewhere' });
    nodes.delete('elsewhere');
    nodes.compact();
  },
  'the list after it is cut off': ({ faults, nodes, watches }) => {
    faults.failNext('list nodes', { code: 'none', connection: 'closed' }, 2);
    watches.drop();
    nodes.put({ name: 'elsewhere' });
    nodes.delete('elsewhere');
    nodes.compact();
  },
};

export interface Stage {
  readonly aws: AwsTestbed;
  readonly kubernetes: TestCluster;
  readonly watching: Watching;
}

/** A Node that comes while the trouble lasts, until its range is published. */
export async function join({ aws, kubernetes, watching }: Stage, i: number): Promise<void> {
  const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
  aws.ec2.settle();
  kubernetes.nodes.put({ name: `node-${i}`, providerId: awsProviderId(id), podCidrs: [`10.200.${i}.0/24`] });
  await watching.until(() => aws.ec2.backend.instance(id)?.tags.get('pod-cidr') === `10.200.${i}.0/24`);
}

export async function withStage(work: (stage: Stage) => Promise<void>, requestTimeout?: number): Promise<void> {
  await using aws = await startAwsTestbed();
  await using kubernetes = await startKubernetes();
  await using watching = startWatching(kubernetes, awsEnv(aws.ec2), [], undefined, requestTimeout);
  await watching.until(() => kubernetes.watches.count === 1);
  await work({ aws, kubernetes, watching });
}
