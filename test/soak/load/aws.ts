import { join } from 'node:path';
import {
  createTutorialNetwork,
  AWS_TUTORIAL,
  type LocalEc2,
  LocalQueue,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import { startCorruptingProxy } from '../../fuzz/inputs/corrupting-proxy.ts';
import { pseudoRandom } from './pseudo-random.ts';
import { assertWithinLimits, type BurstMetrics, heapQuarters } from './burst-metrics.ts';
import { startLambda } from './lambda-process.ts';

const NODES = 60;
const POISON = 10;
/** As deployed: see serverless.yml. */
const BATCH_SIZE = 50;
const CONCURRENCY = 2;
/** Reads and writes that one copy may have under way. */
const CALLS_PER_COPY = 18;

const HOME = { account: '123456789012', region: 'us-east-1' };

function stateChange(id: string, state: string): object {
  const type = 'EC2 Instance State-change Notification';
  const time = new Date().toISOString();
  return { ...HOME, source: 'aws.ec2', 'detail-type': type, time, detail: { 'instance-id': id, state } };
}

interface Fleet {
  readonly nodes: readonly string[];
  readonly otherInstances: readonly string[];
}

/** Nodes, and instances of another VPC, whose events come as well. */
function launchFleet({ backend }: LocalEc2): Fleet & { readonly table: string } {
  const network = createTutorialNetwork(backend);
  const nodes = Array.from({ length: NODES }, (_, i) => {
    const userData = `name=worker-${i}|pod-cidr=10.200.${i}.0/24`;
    return backend.runInstance({ subnetId: network.subnetId, userData }).id;
  });
  const elsewhere = backend.createVpc({ cidr: '10.99.0.0/16' });
  const subnet = backend.createSubnet({ vpcId: elsewhere.id, cidr: '10.99.0.0/24' });
  const otherInstances = Array.from({ length: 20 }, () => backend.runInstance({ subnetId: subnet.id }).id);
  backend.settle();
  return { nodes, otherInstances, table: network.routeTableId };
}

/** What the bus brings: mostly news of nodes, again and again; news of others; noise; and now and then what nobody can settle. */
function eventBody(i: number, seed: number, { nodes, otherInstances }: Fleet): string {
  const random = pseudoRandom(i, seed);
  const of = (ids: readonly string[]) => ids[random % ids.length] ?? '';
  if (random % 100 < 70) return JSON.stringify(stateChange(of(nodes), random % 2 === 0 ? 'running' : 'pending'));
  if (random % 100 < 80) return JSON.stringify(stateChange(of(otherInstances), 'running'));
  if (random % 100 < 85) return JSON.stringify(stateChange(of(nodes), 'stopped'));
  if (random % 100 < 90)
    return JSON.stringify({ ...HOME, source: 'aws.ec2', 'detail-type': 'EBS Volume Notification' });
  if (random % 100 < 95) return JSON.stringify({ ...stateChange(of(nodes), 'terminated'), account: '210987654321' });
  return '{"detail-type": "EC2 Inst';
}

/** Puts `events` events into the queue at once, ten of them poisonous, and has two copies of the built function settle them. */
export async function burstOnAws(dist: string, events: number, seed: number): Promise<BurstMetrics> {
  await using stack = new AsyncDisposableStack();
  const ec2 = await startLocalEc2();
  stack.defer(() => ec2.close());
  const meter = await startCorruptingProxy(ec2.url);
  stack.defer(() => meter.close());
  const fleet = launchFleet(ec2);
  const env = {
    CLUSTER_NAME: AWS_TUTORIAL.cluster,
    CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: meter.url,
  };
  const copies = await Promise.all(
    Array.from({ length: CONCURRENCY }, () => startLambda(join(dist, 'aws/handler.mjs'), env)),
  );
  for (const copy of copies) stack.use(copy);
  const queue = new LocalQueue({ batchSize: BATCH_SIZE, maxReceiveCount: 5 });
  const poison = Array.from(
    { length: POISON },
    (_, i) => `i-${(pseudoRandom(i, seed) + 0x10000000).toString(16).padStart(17, '0')}`,
  );
  const every = Math.floor(events / POISON);
  for (let i = 0; i < events; i += 1) {
    if (i % every === 0) queue.send(stateChange(poison[i / every] ?? '', 'running'));
    else queue.sendBody(eventBody(i, seed, fleet));
  }
  const started = performance.now();
  await queue.drainAll(...copies.map(({ invoke }) => invoke));
  const seconds = Math.round((performance.now() - started) / 1000);

  const routes = ec2.backend.routesOf(fleet.table).filter(({ destination }) => destination.startsWith('10.200.'));
  const wrong = fleet.nodes.filter(
    (id, i) => !routes.some((r) => r.destination === `10.200.${i}.0/24` && r.instanceId === id),
  );
  if (wrong.length > 0 || routes.length !== NODES) throw new Error(`load: ${wrong.length} nodes have no route`);
  const innocent = queue.deadLetters.filter((body) => !poison.some((id) => body.includes(id)));
  if (innocent.length > 0) throw new Error(`load: a dead letter that was no poison: ${innocent[0]}`);
  const burst = {
    events,
    deliveries: queue.batches,
    looks: meter.requests.filter(({ body }) => body.includes('Action=DescribeRouteTables')).length,
    apiCalls: meter.requests.length,
    apiCallsAtOnce: meter.peakConcurrency(),
    deadLetters: queue.deadLetters.length,
    ...heapQuarters(copies.map(({ heapSamples }) => heapSamples)),
    seconds,
  };
  assertWithinLimits(burst, POISON, CONCURRENCY * CALLS_PER_COPY);
  return burst;
}
