import * as z from 'zod/mini';
import type { makeHandler } from '../../../functions/aws/handler.ts';
import { type AwsDeployment, deployAws } from '../../../infra/local/aws-deployment.ts';
import {
  bootWorker,
  createTutorialNetwork,
  type TutorialNetwork,
  LocalAutoScaling,
  type LocalEc2,
  type LocalEc2Options,
  LocalEventBus,
  type LocalQueue,
  type QueueOptions,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import { loadAhead } from './load-ahead.ts';
import { captureLog, type LogLine, readReport } from './log.ts';

const MetricLine = z.record(z.string(), z.unknown());

interface AwsTestbedOptions extends LocalEc2Options {
  /** On which the function lives; whatever it waits for, no real time passes. */
  readonly clock?: VirtualClock;
  readonly settings?: Record<string, string>;
  readonly maxAttempts?: number;
  readonly queue?: QueueOptions;
}

/** Everything between an instance and its route, on one machine. */
export interface AwsTestbed extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly autoScaling: LocalAutoScaling;
  readonly bus: LocalEventBus;
  readonly network: TutorialNetwork;
  readonly cloud: Cloud;
  readonly clients: AwsDeployment['clients'];
  readonly queue: LocalQueue;
  /** An event on the bus, before the rules of the deployment. */
  readonly putEvent: (event: object) => void;
  /** Name of the role that the function runs under. */
  readonly functionRole: string;
  readonly handler: ReturnType<typeof makeHandler>;
  readonly lines: LogLine[];
  /** What was written in the embedded metric format. */
  readonly metrics: z.infer<typeof MetricLine>[];
  /** The same function in a new process: it remembers nothing. Delivers from the same queue. */
  restart(): void;
  /** Delivers what waits, once. */
  deliver(): Promise<void>;
  /** Boots worker `i` up to `running`. */
  boot(i: number, address?: string): string;
  /** Sends a manual payload and answers the report. */
  invokeManually(payload: object): Promise<ReturnType<typeof readReport>>;
  /** The pod routes of the lab's table as `destination -> instance`, or its interface where a dead route no longer names the instance. */
  routes(table?: string): Record<string, string | undefined>;
}

export async function startAwsTestbed(options: AwsTestbedOptions = {}): Promise<AwsTestbed> {
  await loadAhead();
  const { settings = {}, maxAttempts = 1, queue: queueOptions = {}, clock = new VirtualClock(), ...rest } = options;
  const ec2 = await startLocalEc2(rest);
  const autoScaling = await LocalAutoScaling.start(ec2, { timeout: clock.timeout });
  const bus = await LocalEventBus.start();
  const network = createTutorialNetwork(ec2.backend);
  const { log, lines } = captureLog('aws');
  const metrics: AwsTestbed['metrics'] = [];
  const deploy = () =>
    deployAws(ec2, {
      log,
      settings,
      maxAttempts,
      clock,
      queue: queueOptions,
      autoScalingUrl: autoScaling.url,
      eventBridgeUrl: bus.url,
      metricSink: (line) => void metrics.push(MetricLine.parse(JSON.parse(line))),
    });
  const { queue, stack, deliver: putEvent, ...first } = deploy();
  autoScaling.onEvent(putEvent);
  let running: Pick<AwsDeployment, 'cloud' | 'clients' | 'handler'> = first;
  return {
    ec2,
    autoScaling,
    bus,
    network,
    queue,
    putEvent,
    functionRole: stack.role,
    lines,
    metrics,
    get cloud() {
      return running.cloud;
    },
    get clients() {
      return running.clients;
    },
    get handler() {
      return running.handler;
    },
    restart: () => {
      running = deploy();
    },
    deliver: () => queue.drain(running.handler),
    boot: (i, address) => {
      const { id } = bootWorker(ec2.backend, network, i, address);
      ec2.settle();
      return id;
    },
    invokeManually: async (payload) => readReport(await running.handler(payload)),
    routes: (table = network.routeTableId) =>
      Object.fromEntries(
        ec2.backend
          .routesOf(table)
          .filter((route) => route.origin === 'CreateRoute' && route.destination !== '0.0.0.0/0')
          .map((route) => [route.destination, route.instanceId ?? route.networkInterfaceId]),
      ),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([ec2.close(), autoScaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}
