import {
  createTutorialNetwork,
  startInstanceMetadata as startAwsMetadata,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import {
  seedTutorialCluster,
  startInstanceMetadata as startGcpMetadata,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { ManualClock } from '../../../infra/local/simulation.ts';

interface InstanceOptions {
  /** The value of `pod-cidr`, which it may not have. */
  readonly tag?: string;
  readonly tagsShown?: boolean;
}

/** An instance and its metadata service, which wants tokens; their clock stands still. */
export async function openInstance({ tag, tagsShown = true }: InstanceOptions = {}) {
  const clock = new ManualClock();
  const ec2 = await startLocalEc2({ now: clock.now });
  const { id } = ec2.backend.runInstance({
    interfaces: [{ subnetId: createTutorialNetwork(ec2.backend).subnetId }],
    tags: { Name: 'worker', ...(tag === undefined ? {} : { 'pod-cidr': tag }) },
    showsTagsInMetadata: tagsShown,
    metadataService: { needsToken: true, hopLimit: 1, isEnabled: true },
  });
  ec2.settle();
  const metadata = await startAwsMetadata(ec2, id);
  const close = async () => {
    await metadata[Symbol.asyncDispose]();
    await ec2.close();
  };
  const tell = (range: string) => ec2.backend.tag(id, { 'pod-cidr': range });
  return { id, clock, tell, metadata, args: ['--metadata-url', metadata.url], [Symbol.asyncDispose]: close };
}

interface Waits {
  /** Called when the server is asked to wait for a change, with its seconds. */
  onWait: (seconds: number) => void;
}

/** A VM with this value of `pod-cidr`, or with none, and its metadata server. */
export async function openVm(value?: string) {
  const gce = await startLocalGce();
  seedTutorialCluster(gce.backend);
  const name = value === undefined ? 'controller-0' : 'worker-0';
  const tell = (range: string) => gce.backend.setMetadata(name, { 'pod-cidr': range });
  if (value !== undefined) tell(value);
  const clock = new ManualClock();
  const waits: Waits = { onWait: () => {} };
  const metadata = await startGcpMetadata(gce, name, {
    timeout: (milliseconds) => {
      queueMicrotask(() => waits.onWait(milliseconds / 1000));
      return clock.timeout(milliseconds);
    },
  });
  const close = async () => {
    await metadata[Symbol.asyncDispose]();
    await gce.close();
  };
  return { clock, waits, tell, metadata, args: ['--metadata-url', metadata.url], [Symbol.asyncDispose]: close };
}
