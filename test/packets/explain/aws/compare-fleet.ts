import { vi } from 'vitest';
import { readAwsScene } from '../../../../functions/cli/explain/aws/scene.ts';
import { openAwsTarget } from '../../../../functions/cli/target/aws.ts';
import { startLocalEc2 } from '../../../../infra/local/aws.ts';
import { SYSTEM_CLOCK } from '../../../../shared/reconcile/cloud/clock.ts';
import { awsEnv } from '../../../support/cli/run-cli.ts';
import { ec2Source } from '../../vpc/aws/source.ts';
import { startVpc } from '../../vpc/vpc.ts';
import { type Comparison, compareAll, sum } from '../compare.ts';
import { CLUSTER_CIDRS } from '../families.ts';
import { AWS_MISTAKES } from '../mistakes.ts';
import { buildAwsFleet } from './build.ts';
import { breakAwsFleet } from './faults.ts';
import type { AwsFleet } from './fleet.ts';

const IO = { runtime: SYSTEM_CLOCK, requestTimeout: 10_000 };

/** Makes a fleet and breaks it, one fault after the other. After each, a packet is sent between all its pods, and the way of each is explained. */
export async function compareAwsFleet(fleet: AwsFleet): Promise<Comparison> {
  const ec2 = await startLocalEc2();
  try {
    const built = buildAwsFleet(ec2, fleet);
    using vpc = startVpc(ec2Source(ec2));
    const pods = built.nodes.map(({ id, ranges }) => vpc.addPod(id, ...ranges));
    const env = { ...awsEnv(ec2), CLUSTER_CIDR: CLUSTER_CIDRS[fleet.families] };
    // The SDK reads them from the process.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const compare = async () =>
      compareAll(await readAwsScene(env, openAwsTarget(env, IO), IO), vpc, pods, AWS_MISTAKES);
    const compared = [await compare()];
    for (const fault of fleet.faults) {
      breakAwsFleet(built, fault);
      compared.push(await compare());
    }
    return sum(compared);
  } finally {
    vi.unstubAllEnvs();
    await ec2.close();
  }
}
