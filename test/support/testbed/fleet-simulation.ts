import {
  AWS_CREDENTIALS,
  AWS_SETTINGS,
  type AwsDeployment,
  deployAws,
  inProcess,
  onClock,
} from '../../../infra/local/aws-deployment.ts';
import {
  type LocalEc2,
  LocalEventBus,
  LocalQueue,
  startLocalEc2,
  useRealThrottling,
} from '../../../infra/local/aws.ts';
import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { INTERACTIVE_RETRY_POLICY } from '../../../shared/aws/api/retry-policy.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { ClaimReader } from '../../../shared/aws/pod-cidr/claim-reader.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import { awsSettings } from '../../bench/fleet/deployment-settings.ts';
import { pseudoRandom } from '../../histories/generate/history.ts';
import { FLEET_SETTINGS, type FleetNetwork, fleetNetworkFor } from './fleet.ts';
import { loadAhead } from './load-ahead.ts';
import { captureLog, type LogLine } from './log.ts';

/** Any moment will do, as long as it is always the same. */
const START = Date.UTC(2030, 0, 1);

/** Milliseconds that an API call takes, without jitter. */
const LATENCY = 60;

export interface FleetScenario {
  readonly nodes: number;
  readonly tables?: number;
  /** The nodes ask for their ranges, instead of stating them. */
  readonly areAsking?: boolean;
  /** What of CreateRoute's bucket is there for us, where somebody else uses it too: tokens at the start, refill per second. */
  readonly createRoute?: { readonly tokens?: number; readonly perSecond?: number };
  /** No call is throttled. */
  readonly isUnlimited?: boolean;
  /** Each call takes up to this part more or less than the others, drawn from `seed`. */
  readonly jitter?: { readonly part: number; readonly seed: number };
  readonly settings?: Readonly<Record<string, string>>;
}

/** A fleet on an EC2 with the real one's request buckets, on a clock that jumps. */
export interface FleetSimulation extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly ec2: LocalEc2;
  readonly bus: LocalEventBus;
  readonly network: FleetNetwork;
  /** The instances, pending. */
  readonly ids: readonly string[];
  readonly lines: LogLine[];
  /** The function in a new process. */
  deploy(): AwsDeployment;
  /** Seconds since the beginning at which `action` last succeeded. */
  lastSuccessAt(action: string): number;
  /** How many of an action's calls, or of all, were throttled. */
  throttledCalls(action?: string): number;
  /** The share of all calls that was throttled. */
  throttledShare(): number;
}

/** How long the next call takes. */
function latencyOf({ jitter }: FleetScenario): () => number {
  if (jitter === undefined) return () => LATENCY;
  let drawn = 0;
  return () => {
    drawn += 1;
    const random = pseudoRandom(drawn, jitter.seed) / 2 ** 32;
    return LATENCY * (1 + jitter.part * (2 * random - 1));
  };
}

/** Buckets begin with what is left of them. */
function useRequestBuckets({ faults }: LocalEc2, { createRoute = {}, isUnlimited = false }: FleetScenario): void {
  if (isUnlimited) return;
  useRealThrottling(faults);
  const { tokens = 50, perSecond = 5 } = createRoute;
  faults.throttle('CreateRoute', 50, perSecond);
  for (let i = tokens; i < 50; i += 1) faults.admit('CreateRoute');
}

export async function startFleetSimulation(scene: FleetScenario): Promise<FleetSimulation> {
  await loadAhead();
  const clock = new VirtualClock(START);
  const ec2 = await startLocalEc2({ now: clock.now });
  const bus = await LocalEventBus.start();
  const network = fleetNetworkFor(ec2, scene.tables ?? 1);
  const launch = scene.areAsking === true ? network.launchAsking : network.launch;
  const ids = Array.from({ length: scene.nodes }, (_, i) => launch(i));
  const { log, lines } = captureLog('aws');
  useRequestBuckets(ec2, scene);
  const last = new Map<string, number>();
  const record = ec2.calls.record.bind(ec2.calls);
  ec2.calls.record = (call) => {
    if (call.error === undefined) last.set(call.action, clock.now());
    record(call);
  };
  const latency = latencyOf(scene);
  const throttledCalls = (action?: string) =>
    ec2.calls.all.filter((call) => call.error === 'RequestLimitExceeded' && (action ?? call.action) === call.action)
      .length;
  const settings = { ...FLEET_SETTINGS, EVENT_BUS_NAME: 'default', ...scene.settings };
  return {
    clock,
    ec2,
    bus,
    network,
    ids,
    lines,
    deploy: () => deployAws(ec2, { log, clock, latency, settings, eventBridgeUrl: bus.url, isInProcess: true }),
    lastSuccessAt: (action) => ((last.get(action) ?? START) - START) / 1000,
    throttledCalls,
    throttledShare: () => throttledCalls() / Math.max(ec2.calls.count(), 1),
    [Symbol.asyncDispose]: async () => {
      await ec2.close();
      await bus[Symbol.asyncDispose]();
    },
  };
}

/** How many pod routes the tables have in all. */
export function podRouteCount({ ec2, network }: FleetSimulation): number {
  const routes = network.tables.flatMap((table) => ec2.backend.routesOf(table));
  return routes.filter(({ origin, destination }) => origin === 'CreateRoute' && destination !== '0.0.0.0/0').length;
}

/** An event that names an instance. */
export const stateChange = (clock: VirtualClock, id: string, state: string) => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  time: new Date(clock.now()).toISOString(),
  detail: { 'instance-id': id, state },
});

/** Milliseconds from pending to running. */
const BOOT_TIME = 25_000;

/**
 * Delivers the events of all instances' launches, as the deployed queue does, to as many copies of the function as it may
 * run at once; requests to go on come back over the bus.
 */
export async function deliverLaunches(on: FleetSimulation): Promise<LocalQueue> {
  const { clock, ec2, bus, ids } = on;
  const { batchSize, concurrency, maxReceiveCount, timeout, visibilityTimeout } = awsSettings();
  const queue = new LocalQueue({ batchSize, maxReceiveCount: maxReceiveCount });
  bus.onEvent((event) => {
    if (event['detail-type'] === 'Resync Requested') queue.send(event);
  });
  for (const id of ids) queue.send(stateChange(clock, id, 'pending'));
  const boot = clock.sleep(BOOT_TIME).then(() => {
    ec2.settle();
    for (const id of ids) queue.send(stateChange(clock, id, 'running'));
  });
  const copies = Array.from({ length: concurrency }, () => on.deploy().handler);
  await queue.poll(copies, { clock, timeout: timeout * 1000, visibility: visibilityTimeout * 1000 });
  await boot;
  return queue;
}

/** One resync of a running fleet, in an invocation with so many seconds. */
export function resync(on: FleetSimulation, { handler }: AwsDeployment, seconds?: number): Promise<unknown> {
  const until = on.clock.now() + (seconds ?? 0) * 1000;
  const context = { getRemainingTimeInMillis: () => until - on.clock.now() };
  return handler({ action: 'resync' }, seconds === undefined ? undefined : context);
}

/** One resync as the command line makes it: all user data is read before anything is written. */
export async function resyncByHand({ clock, ec2 }: FleetSimulation): Promise<void> {
  ec2.settle();
  const connection = {
    region: 'us-east-1',
    credentials: AWS_CREDENTIALS,
    endpoint: ec2.url,
    ...inProcess(ec2.respond),
  };
  const client = onClock(ec2Client(connection), { clock, latency: LATENCY });
  const api = makeEc2Api(client, { clock, retryPolicy: INTERACTIVE_RETRY_POLICY });
  const config = readAwsConfig({ ...AWS_SETTINGS, ...FLEET_SETTINGS });
  const cloud = ec2Cloud(api, config, new ClaimReader(api, config.cluster.name, { clock }));
  await reconcile(cloud, config.cluster, {}, clock);
}

/** Seconds that CreateRoute's bucket takes for so many routes. */
export function minimumSeconds(
  routes: number,
  { tokens = 50, perSecond = 5 }: FleetScenario['createRoute'] = {},
): number {
  return Math.max(0, routes - tokens) / perSecond;
}
