import { expect } from 'vitest';
import {
  bootWorker,
  createTutorialNetwork,
  LocalAutoScaling,
  type LocalEc2,
  LocalEventBus,
  LocalQueue,
  startLocalEc2,
  type TutorialNetwork,
} from '../../../infra/local/aws.ts';
import { LambdaFunction, type LambdaOptions } from './lambda-function.ts';

/** The function in Lambda's runtime, between a queue and a local AWS that it calls over loopback. */
export interface LambdaTestbed extends AsyncDisposable {
  readonly lambda: LambdaFunction;
  readonly ec2: LocalEc2;
  readonly autoScaling: LocalAutoScaling;
  readonly bus: LocalEventBus;
  readonly queue: LocalQueue;
  readonly network: TutorialNetwork;
  /** Boots worker `i` up to `running`; its events wait in the queue. */
  boot(i: number): string;
  /** Delivers what waits, once. Answers how each invocation ended. */
  deliver(): Promise<PromiseSettledResult<unknown>[]>;
  /** The pod routes of the lab's table, `destination -> instance`. */
  routes(): Record<string, string | undefined>;
}

export async function startLambdaTestbed(options: LambdaOptions = {}): Promise<LambdaTestbed> {
  const ec2 = await startLocalEc2();
  const autoScaling = await LocalAutoScaling.start();
  const bus = await LocalEventBus.start();
  const network = createTutorialNetwork(ec2.backend);
  const queue = new LocalQueue();
  ec2.onEvent((event) => queue.send(event));
  autoScaling.onEvent((event) => queue.send(event));
  const endpoints = {
    AWS_ENDPOINT_URL: ec2.url,
    AWS_ENDPOINT_URL_AUTO_SCALING: autoScaling.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
  };
  const lambda = await LambdaFunction.start({ ...options, settings: { ...endpoints, ...options.settings } });
  return {
    lambda,
    ec2,
    autoScaling,
    bus,
    queue,
    network,
    boot: (i) => {
      const { id } = bootWorker(ec2.backend, network, i);
      ec2.settle();
      return id;
    },
    deliver: async () => {
      const outcomes: PromiseSettledResult<unknown>[] = [];
      await queue.drain(async (batch) => {
        const invoked = lambda.invoke(batch);
        outcomes.push(...(await Promise.allSettled([invoked])));
        return invoked;
      });
      return outcomes;
    },
    routes: () => {
      const made = ec2.backend
        .routesOf(network.routeTableId)
        .filter(({ destination }) => destination.startsWith('10.200.'));
      return Object.fromEntries(made.map(({ destination, instanceId }) => [destination, instanceId]));
    },
    [Symbol.asyncDispose]: async () => {
      await lambda.end();
      await Promise.all([ec2.close(), autoScaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}

/** The answer that hands back so many messages. */
export function handedBack(count: number): object {
  return { batchItemFailures: Array.from({ length: count }, () => ({ itemIdentifier: expect.any(String) })) };
}
