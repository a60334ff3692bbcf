import type { makeHandler } from '../../functions/aws/handler.ts';
import type { LocalQueue } from '../../infra/local/deliver/queue.ts';
import { deployAws } from '../../infra/local/deploy/aws.ts';
import {
  bootWorker,
  createLabNetwork,
  type LabNetwork,
  type LocalEc2,
  type LocalEc2Options,
  startLocalEc2,
} from '../../infra/local/ec2/index.ts';
import type { Cloud } from '../../shared/reconcile/cloud.ts';
import { captureLog, type LogLine, readReport } from './log.ts';

/** No pauses: what lags is looked at again at once. */
export const NO_WAIT = { sleep: async () => {}, now: () => Date.now() };

/** Everything between an instance and its route, on one machine. */
export interface AwsBench extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly network: LabNetwork;
  readonly cloud: Cloud;
  readonly queue: LocalQueue;
  readonly handler: ReturnType<typeof makeHandler>;
  readonly lines: LogLine[];
  /** Delivers what waits, once. */
  deliver(): Promise<void>;
  /** Boots worker `i` up to `running`. */
  boot(i: number, address?: string): string;
  /** Sends a manual payload and answers the report. */
  manual(payload: object): Promise<ReturnType<typeof readReport>>;
  /** The pod routes of the lab's table as `destination -> instance`. */
  routes(table?: string): Record<string, string | undefined>;
}

export async function awsBench(
  options: LocalEc2Options & { settings?: Record<string, string>; maxAttempts?: number } = {},
): Promise<AwsBench> {
  const { settings = {}, maxAttempts = 1, ...rest } = options;
  const ec2 = await startLocalEc2(rest);
  const network = createLabNetwork(ec2.world);
  const { log, lines } = captureLog('aws');
  const { cloud, handler, queue } = deployAws(ec2, { log, settings, maxAttempts, runtime: NO_WAIT });
  return {
    ec2,
    network,
    cloud,
    queue,
    handler,
    lines,
    deliver: () => queue.drain(handler),
    boot: (i, address) => {
      const { id } = bootWorker(ec2.world, network, i, address);
      ec2.settle();
      return id;
    },
    manual: async (payload) => readReport(await handler(payload)),
    routes: (table = network.routeTableId) =>
      Object.fromEntries(
        ec2.world
          .routesOf(table)
          .filter((route) => route.origin === 'CreateRoute' && route.destination !== '0.0.0.0/0')
          .map((route) => [route.destination, route.instanceId]),
      ),
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}
