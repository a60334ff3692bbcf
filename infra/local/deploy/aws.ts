import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { makeHandler } from '../../../functions/aws/handler.ts';
import { autoScalingClient } from '../../../functions/aws/hooks/complete-lifecycle-action.ts';
import type { MetricSink } from '../../../functions/aws/telemetry/metrics.ts';
import { eventBridgeClient } from '../../../functions/aws/telemetry/publish-outcomes.ts';
import { makeService } from '../../../functions/aws/service.ts';
import { type Logger, makeLogger } from '../../../functions/common/log.ts';
import { once } from '../../../functions/common/once.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { logGroupName } from '../../../shared/aws/names.ts';
import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import { LogGroup } from '../aws-services/index.ts';
import { twoLogs } from '../common/two-logs.ts';
import type { VirtualClock } from '../common/virtual-clock.ts';
import { LocalQueue, type QueueOptions } from '../deliver/queue.ts';
import type { LocalEc2 } from '../ec2/local-ec2.ts';
import { AWS_TUTORIAL } from '../ec2/tutorial.ts';
import { type AwsStack, registerStack } from './aws-stack.ts';
import { inProcess } from './in-process.ts';
import { withPlatformLines } from './lambda-log.ts';

// Loaded by the first node otherwise, in real time, while a virtual clock runs past the time for reading claims.
await import('../../../shared/aws/pod-cidr/user-data/parse-texts.ts');

export const AWS_SETTINGS = {
  CLUSTER_NAME: AWS_TUTORIAL.cluster,
  CLUSTER_CIDR: `${AWS_TUTORIAL.clusterCidr},fd00:10::/48`,
  AWS_REGION: 'us-east-1',
};

/** Anything will do: the local cloud checks no signatures. */
export const AWS_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The function's own, so that its calls can be told from those of people. */
export const FUNCTION_CREDENTIALS = { accessKeyId: 'function', secretAccessKey: 'local' };

export const FUNCTION_NAME = 'podroutes';

export interface AwsDeployment {
  readonly cloud: Cloud;
  readonly clients: {
    readonly ec2: EC2Client;
    readonly autoScaling: () => AutoScalingClient;
    readonly eventBridge: () => EventBridgeClient;
  };
  readonly handler: ReturnType<typeof makeHandler>;
  /** Holds the events of the local EC2 until they are delivered. */
  readonly queue: LocalQueue;
  readonly stack: AwsStack;
  /** Puts an event on the account's bus, from where the rules that it matches pass it on to the queue. */
  readonly deliver: (event: object) => void;
  /** As CloudFormation does with the stack; the routes stay. */
  readonly remove: () => void;
}

export interface DeployOptions {
  readonly log: Logger;
  readonly settings?: Readonly<Record<string, string>>;
  readonly serviceClock?: Clock;
  /** The function runs on this clock; its calls take `latency` on it. */
  readonly clock?: VirtualClock;
  /** Milliseconds that each call takes on the clock; a function is asked for each call. */
  readonly latency?: number | (() => number);
  /** Whether EC2 is called without sockets. */
  readonly isInProcess?: boolean;
  readonly maxAttempts?: number;
  /** Where Auto Scaling and EventBridge are; the local EC2 answers for them that it knows no such action. */
  readonly autoScalingUrl?: string;
  readonly eventBridgeUrl?: string;
  readonly metricSink?: MetricSink;
  readonly queue?: QueueOptions;
}

interface Hookable {
  readonly middlewareStack: {
    add(
      hook: <Input, Output>(next: (input: Input) => Promise<Output>) => (input: Input) => Promise<Output>,
      where: { readonly step: 'deserialize'; readonly priority: 'high'; readonly name: string },
    ): void;
  };
}

/** Makes each attempt of a call take just its latency on the clock. */
export function onClock<Client extends Hookable>(
  client: Client,
  { clock, latency = 0 }: Pick<DeployOptions, 'clock' | 'latency'>,
): Client {
  if (clock === undefined) return client;
  client.middlewareStack.add(
    (next) => async (input) => {
      const milliseconds = typeof latency === 'number' ? latency : latency();
      if (milliseconds > 0) await clock.sleep(milliseconds);
      return clock.during(() => next(input));
    },
    { step: 'deserialize', priority: 'high', name: 'clock' },
  );
  return client;
}

function makeClients(ec2: LocalEc2, options: DeployOptions) {
  const { maxAttempts, autoScalingUrl, eventBridgeUrl } = options;
  const common = { region: 'us-east-1', credentials: FUNCTION_CREDENTIALS };
  const others = { ...common, ...(maxAttempts === undefined ? {} : { maxAttempts }) };
  const direct = options.isInProcess === true ? inProcess(ec2.respond) : {};
  const at = (url: string | undefined) => ({ ...others, endpoint: url ?? ec2.url });
  return {
    ec2: onClock(ec2Client({ ...common, endpoint: ec2.url, ...direct }), options),
    autoScaling: once(() => onClock(autoScalingClient(at(autoScalingUrl)), options)),
    eventBridge: once(() => onClock(eventBridgeClient(at(eventBridgeUrl)), options)),
  };
}

/** Deploys the Lambda function beside a local EC2: the code that AWS would run, with EventBridge and SQS before it. */
export function deployAws(ec2: LocalEc2, options: DeployOptions): AwsDeployment {
  const { log, settings, clock, serviceClock = clock, metricSink, maxAttempts } = options;
  const clients = makeClients(ec2, options);
  const lazily = {
    ec2: clients.ec2,
    autoScaling: async () => clients.autoScaling(),
    eventBridge: async () => clients.eventBridge(),
  };
  const environment = { ...AWS_SETTINGS, ...settings };
  const config = readAwsConfig(environment);
  const group = new LogGroup();
  const service = makeService(config, lazily, {
    log: twoLogs(log, makeLogger('aws', { write: (line) => group.write(line) })),
    functionName: FUNCTION_NAME,
    ...(serviceClock === undefined ? {} : { clock: serviceClock }),
    ...(clock === undefined ? {} : { timeoutSignal: clock.timeout }),
    ...(maxAttempts === undefined ? {} : { retryPolicy: { maxRetries: maxAttempts - 1, initialBackoff: 100 } }),
    ...(metricSink === undefined ? {} : { metricSink }),
  });
  const queue = new LocalQueue(options.queue);
  const handler = withPlatformLines(
    makeHandler(() => service),
    group,
  );
  const stack = registerStack(ec2.services, config, environment, queue, (payload) => handler(payload));
  stack.registrations.set(ec2.services.logGroups, logGroupName(config.cluster.name), group);
  const deliver = (event: object) => {
    for (let left = stack.matchingRules(event); left > 0; left -= 1) queue.send(event);
  };
  stack.registrations.onRemoval(ec2.services.onBusEvent(deliver));
  stack.registrations.onRemoval(ec2.onEvent(deliver));
  stack.registrations.onRemoval(ec2.onTagChange(deliver));
  const remove = () => stack.registrations.removeAll();
  return { cloud: service.cloud, clients, handler, queue, stack, deliver, remove };
}
