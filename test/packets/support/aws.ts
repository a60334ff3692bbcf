import { type AwsTestbed, startAwsTestbed } from '../../support/testbed/aws.ts';
import { AWS_TUTORIAL, podCidrOf } from '../../../infra/local/aws.ts';
import { ec2Source } from '../vpc/aws/source.ts';
import type { Pod } from '../vpc/pod.ts';
import { startVpc, type Vpc } from '../vpc/vpc.ts';

export interface AwsLab extends AsyncDisposable {
  readonly bench: AwsTestbed;
  readonly vpc: Vpc;
  /** Boots worker `i` with a pod in its range. */
  boot(i: number): Pod;
}

/** The lab's network with the function deployed, where packets are sent. */
export async function startAwsLab(options: Parameters<typeof startAwsTestbed>[0] = {}): Promise<AwsLab> {
  const bench = await startAwsTestbed(options);
  const vpc = startVpc(ec2Source(bench.ec2));
  return {
    bench,
    vpc,
    boot: (i) => vpc.addPod(bench.boot(i), podCidrOf(i)),
    [Symbol.asyncDispose]: async () => {
      vpc[Symbol.dispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
}

export const resync = ({ bench }: Pick<AwsLab, 'bench'>) => bench.invokeManually({ action: 'resync' });

interface LaunchOptions {
  readonly subnetId?: string;
  readonly groupIds?: readonly string[];
  readonly userData?: string;
}

/** An instance of the cluster, running. */
export function launch(
  { ec2, network }: AwsTestbed,
  { subnetId = network.subnetId, groupIds = [network.securityGroupId], userData }: LaunchOptions,
): string {
  const { id } = ec2.backend.runInstance({
    interfaces: [{ subnetId, groupIds }],
    ...(userData === undefined ? {} : { userData }),
    tags: AWS_TUTORIAL.clusterTag,
  });
  ec2.settle();
  return id;
}
