import fc from 'fast-check';
import { makeLogger } from '../../../functions/common/log.ts';
import { type AwsDeployment, deployAws } from '../../../infra/local/aws-deployment.ts';
import { createTutorialNetwork, LocalAutoScaling, LocalEventBus, startLocalEc2 } from '../../../infra/local/aws.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import { isAcceptable } from '../oracle/cidr-oracle.ts';
import { type RecordedRequest, corruption, startCorruptingProxy } from '../inputs/corrupting-proxy.ts';
import { type InputConsumer, fuzzTarget } from '../target.ts';
import { assertNoSecret, SECRET } from '../oracle/safety-checker.ts';
import { awsEvent } from './events.ts';

const CLUSTER = ['10.200.0.0/16', 'fd00:10::/48'];
const NODES = 4;

/** What a function may write: routes of the cluster, and of no other range. */
function assertInCluster({ body }: RecordedRequest): void {
  const form = new URLSearchParams(body);
  if (!/^(Create|Replace|Delete)Route$/.test(form.get('Action') ?? '')) return;
  const destination = form.get('DestinationCidrBlock') ?? form.get('DestinationIpv6CidrBlock') ?? '';
  if (!isAcceptable(destination, CLUSTER, [])) throw new Error(`${form.get('Action')} of ${destination}`);
}

const input = fc.record({
  spoils: fc.array(corruption, { minLength: 1, maxLength: 3 }),
  /** Which nodes have lost their route before. */
  lost: fc.nat(2 ** NODES - 1),
  wakes: fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(NODES + 2) }, awsEvent), { minLength: 1, maxLength: 3 }),
  isColdStart: fc.boolean(),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

/** The Lambda function with its real clients before an EC2 that answers rubbish. */
async function open(): Promise<InputConsumer<Input>> {
  const [ec2, scaling, bus] = await Promise.all([startLocalEc2(), LocalAutoScaling.start(), LocalEventBus.start()]);
  const proxy = await startCorruptingProxy(ec2.url);
  const network = createTutorialNetwork(ec2.backend);
  const launch = (claim: string) =>
    ec2.backend.runInstance({ subnetId: network.subnetId, userData: `#!/bin/sh\nTOKEN=${SECRET}\n${claim}` }).id;
  const ids = Array.from({ length: NODES }, (_, i) => launch(`pod-cidr=10.200.${i}.0/24`));
  launch(`pod-cidr=10.200.9.0/24,${SECRET}`);
  ec2.settle();
  const output: string[] = [];
  const write = (line: string) => void output.push(line);
  const deploy = () =>
    deployAws(
      { ...ec2, url: proxy.url, onEvent: () => () => {} },
      {
        log: makeLogger('aws', { write }),
        metricSink: write,
        maxAttempts: 1,
        clock: new VirtualClock(),
        settings: { EVENT_BUS_NAME: 'default' },
        autoScalingUrl: scaling.url,
        eventBridgeUrl: bus.url,
      },
    );
  let deployment: AwsDeployment = deploy();
  const event = (wake: number | string) => {
    if (typeof wake === 'string') return wake;
    if (wake === NODES) return JSON.stringify({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
    const id = ids[wake] ?? 'i-0fedcba9876543210';
    const about = { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' };
    return JSON.stringify({
      ...about,
      time: new Date().toISOString(),
      detail: { 'instance-id': id, state: 'running' },
    });
  };
  return {
    async consume({ spoils: corruptions, lost, wakes, isColdStart }) {
      if (isColdStart) deployment = deploy();
      const routes = ec2.backend.routesOf(network.routeTableId).filter(({ origin }) => origin === 'CreateRoute');
      for (const [i, { destination }] of routes.filter((route) => route.destination.startsWith('10.200.')).entries()) {
        if (((lost >> i) & 1) === 1) ec2.backend.deleteRoute(network.routeTableId, destination);
      }
      output.length = 0;
      proxy.setCorruptions(corruptions);
      const record = (wake: number | string, i: number) => ({
        messageId: `${i}`,
        eventSource: 'aws:sqs',
        body: event(wake),
      });
      try {
        const answer = await deployment.handler({ Records: wakes.map(record) });
        output.push(JSON.stringify(answer));
      } finally {
        assertNoSecret([...output, JSON.stringify(bus.events)]);
        proxy.requests.forEach(assertInCluster);
        bus.events.length = 0;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([proxy.close(), ec2.close(), scaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}

export const awsResponses = fuzzTarget('answers of EC2, through the Lambda function', 3, input, open);
