import { vi } from 'vitest';
import { readAwsScene } from '../../../../functions/cli/explain/aws/scene.ts';
import { openAwsTarget } from '../../../../functions/cli/target/aws.ts';
import { startLocalEc2 } from '../../../../infra/local/aws.ts';
import { SYSTEM_CLOCK } from '../../../../shared/reconcile/cloud/clock.ts';
import { awsEnv } from '../../../support/cli/run-cli.ts';
import { ec2Source } from '../../vpc/aws/source.ts';
import { startVpc } from '../../vpc/vpc.ts';
import { type Comparison, compareAll } from '../compare.ts';
import { buildAwsFleet } from './build.ts';
import type { AwsFleet } from './fleet.ts';

/** Makes a fleet, sends a packet between all its pods, and explains the way of each. */
export async function compareAwsFleet(fleet: AwsFleet): Promise<Comparison> {
  const ec2 = await startLocalEc2();
  try {
    const nodes = buildAwsFleet(ec2, fleet);
    using vpc = startVpc(ec2Source(ec2));
    const pods = nodes.map(({ id, range }) => vpc.addPod(id, range));
    const env = awsEnv(ec2);
    // The SDK reads them from the process.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const io = { runtime: SYSTEM_CLOCK, requestTimeout: 10_000 };
    return await compareAll(await readAwsScene(env, openAwsTarget(env, io), io), vpc, pods);
  } finally {
    vi.unstubAllEnvs();
    await ec2.close();
  }
}
