import { EC2Client } from '@aws-sdk/client-ec2';
import { makeHandler } from '../../functions/aws/handler.ts';
import { Worker } from '../../functions/common/worker.ts';
import { LocalQueue } from '../../infra/local/deliver/queue.ts';
import {
  bootWorker,
  createLabNetwork,
  lab,
  type LabNetwork,
  type LocalEc2,
  type LocalEc2Options,
  startLocalEc2,
} from '../../infra/local/ec2/index.ts';
import { ec2Cloud } from '../../shared/aws/cloud.ts';
import { type AwsConfig, readAwsConfig } from '../../shared/aws/config.ts';
import type { Cloud } from '../../shared/reconcile/cloud.ts';
import { captureLog, type LogLine, readReport } from './log.ts';

export const AWS_SETTINGS = {
  CLUSTER_NAME: lab.cluster,
  CLUSTER_CIDR: `${lab.clusterCidr},fd00:10::/48`,
  AWS_REGION: 'us-east-1',
};

/** A client without the pauses of the real one, so that tests need no patience. */
export function testClient(endpoint: string, maxAttempts = 1): EC2Client {
  return new EC2Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
  });
}

/** Everything between an instance and its route, on one machine. */
export interface AwsBench extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly network: LabNetwork;
  readonly cloud: Cloud;
  readonly config: AwsConfig;
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
  const { settings, maxAttempts, ...rest } = options;
  const ec2 = await startLocalEc2(rest);
  const network = createLabNetwork(ec2.world);
  const config = readAwsConfig({ ...AWS_SETTINGS, ...settings });
  const cloud = ec2Cloud(testClient(ec2.url, maxAttempts), config);
  const { log, lines } = captureLog('aws');
  // No pauses: what lags is looked at again at once.
  const worker = new Worker(cloud, config.cluster, log, { sleep: async () => {}, now: () => Date.now() });
  const handler = makeHandler(() => worker);
  const queue = new LocalQueue();
  ec2.onEvent((event) => queue.send(event));
  return {
    ec2,
    network,
    cloud,
    config,
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
