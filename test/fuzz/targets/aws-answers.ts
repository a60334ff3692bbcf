import fc from 'fast-check';
import { makeLogger } from '../../../functions/common/log.ts';
import { type AwsDeployment, deployAws } from '../../../infra/local/aws-deployment.ts';
import { createLabNetwork, LocalAutoScaling, LocalEventBus, startLocalEc2 } from '../../../infra/local/aws.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import { mayHave } from '../oracle.ts';
import { type Asked, spoil, startRubbish } from '../rubbish.ts';
import { type Taker, target } from '../target.ts';
import { assertSilent, SECRET } from '../watch.ts';
import { awsEvent } from './events.ts';

const CLUSTER = ['10.200.0.0/16', 'fd00:10::/48'];
const NODES = 4;

/** What a function may write: routes of the cluster, and of no other range. */
function assertWithin({ body }: Asked): void {
  const form = new URLSearchParams(body);
  if (!/^(Create|Replace|Delete)Route$/.test(form.get('Action') ?? '')) return;
  const destination = form.get('DestinationCidrBlock') ?? form.get('DestinationIpv6CidrBlock') ?? '';
  if (!mayHave(destination, CLUSTER, [])) throw new Error(`${form.get('Action')} of ${destination}`);
}

const input = fc.record({
  spoils: fc.array(spoil, { minLength: 1, maxLength: 3 }),
  /** Which nodes have lost their route before. */
  lost: fc.nat(2 ** NODES - 1),
  wakes: fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat(NODES + 2) }, awsEvent), { minLength: 1, maxLength: 3 }),
  isColdStart: fc.boolean(),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

/** The Lambda function with its real clients before an EC2 that answers rubbish. */
async function open(): Promise<Taker<Input>> {
  const [ec2, scaling, bus] = await Promise.all([startLocalEc2(), LocalAutoScaling.start(), LocalEventBus.start()]);
  const rubbish = await startRubbish(ec2.url);
  const network = createLabNetwork(ec2.world);
  const launch = (claim: string) =>
    ec2.world.runInstance({ subnetId: network.subnetId, userData: `#!/bin/sh\nTOKEN=${SECRET}\n${claim}` }).id;
  const ids = Array.from({ length: NODES }, (_, i) => launch(`pod-cidr=10.200.${i}.0/24`));
  launch(`pod-cidr=10.200.9.0/24,${SECRET}`);
  ec2.settle();
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  const deploy = () =>
    deployAws(
      { ...ec2, url: rubbish.url, onEvent: () => () => {} },
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
  let deployed: AwsDeployment = deploy();
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
    async take({ spoils, lost, wakes, isColdStart }) {
      if (isColdStart) deployed = deploy();
      const routes = ec2.world.routesOf(network.routeTableId).filter(({ origin }) => origin === 'CreateRoute');
      for (const [i, { destination }] of routes.filter((route) => route.destination.startsWith('10.200.')).entries()) {
        if (((lost >> i) & 1) === 1) ec2.world.deleteRoute(network.routeTableId, destination);
      }
      said.length = 0;
      rubbish.plan(spoils);
      const record = (wake: number | string, i: number) => ({
        messageId: `${i}`,
        eventSource: 'aws:sqs',
        body: event(wake),
      });
      try {
        const answer = await deployed.handler({ Records: wakes.map(record) });
        said.push(JSON.stringify(answer));
      } finally {
        assertSilent([...said, JSON.stringify(bus.events)]);
        rubbish.asked.forEach(assertWithin);
        bus.events.length = 0;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([rubbish.close(), ec2.close(), scaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}

export const awsAnswers = target('answers of EC2, through the Lambda function', 3, input, open);
