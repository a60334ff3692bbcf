import { CreateRouteCommand, EC2Client } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { AWS_CREDENTIALS, onClock } from '../../../infra/local/aws-deployment.ts';
import type { VirtualClock } from '../../../infra/local/simulation.ts';
import { fleetCidr } from '../../support/testbed/fleet.ts';
import { type FleetScenario, startFleetSimulation } from '../../support/testbed/fleet-simulation.ts';

/** The SDK takes time and timers from the process: while it works they are the clock's. */
async function withClock<Result>(clock: VirtualClock, work: () => Promise<Result>): Promise<Result> {
  const real = { setTimeout: globalThis.setTimeout, now: Date.now };
  const fakeTimeout = async (callback: () => void, milliseconds = 0) => {
    // As the real one, which knows no part of a millisecond.
    await clock.sleep(Math.max(1, Math.ceil(milliseconds)));
    callback();
  };
  Reflect.set(globalThis, 'setTimeout', fakeTimeout);
  Reflect.set(Date, 'now', clock.now);
  try {
    return await work();
  } finally {
    Reflect.set(globalThis, 'setTimeout', real.setTimeout);
    Reflect.set(Date, 'now', real.now);
  }
}

/**
 * The same writes, eight at a time, through the client as AWS ships it, in its adaptive mode, which slows down by itself when
 * it is throttled: seconds until the last, and the share of calls that was throttled.
 */
export async function measureSdkAlone(scene: FleetScenario): Promise<{ time: number; throttled: number }> {
  await using on = await startFleetSimulation(scene);
  on.ec2.settle();
  const client = onClock(
    new EC2Client({
      endpoint: on.ec2.url,
      region: 'us-east-1',
      credentials: AWS_CREDENTIALS,
      retryMode: 'adaptive',
      maxAttempts: 20,
    }),
    { clock: on.clock, latency: 60 },
  );
  const limit = pLimit(8);
  const writes = on.network.tables.flatMap((RouteTableId) =>
    on.ids.map((InstanceId, i) => ({ RouteTableId, InstanceId, DestinationCidrBlock: fleetCidr(i) })),
  );
  await withClock(on.clock, () =>
    Promise.all(writes.map((input) => limit(() => client.send(new CreateRouteCommand(input))))),
  );
  client.destroy();
  return { time: on.lastSuccessAt('CreateRoute'), throttled: on.throttledShare() };
}
