import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  type AuditEntry,
  GCP_TUTORIAL,
  LocalEventarc,
  type LocalGce,
  seedTutorialNetwork,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { startCorruptingProxy } from '../../fuzz/inputs/corrupting-proxy.ts';
import { startFunctionProcess } from '../../functions/gcp/process/function-process.ts';
import { pseudoRandom } from './pseudo-random.ts';
import { assertWithinLimits, type BurstMetrics, heapQuarters } from './burst-metrics.ts';

const NODES = 60;
const POISON = 10;
const ATTEMPTS = 4;
/** Writes that the function may have under way; it waits for each. */
const CALLS = 8;

const Heap = z.object({ heap: z.number() });

/** The entries of nodes that were made, in the audit log's own form. */
function launchFleet(gce: LocalGce): AuditEntry[] {
  const entries: AuditEntry[] = [];
  const stop = gce.onEvent((entry) => entries.push(entry));
  for (let i = 0; i < NODES; i += 1) {
    const node = {
      name: `node-${i}`,
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      ip: `10.240.0.${30 + i}`,
      canIpForward: true,
    };
    gce.backend.createInstance({ ...node, metadata: { 'pod-cidr': `10.200.${i}.0/24` } });
  }
  gce.settle();
  stop();
  return entries;
}

/** The same entry about nobody that there is. */
function withUnknownInstance(entry: AuditEntry, id: string): AuditEntry {
  const { resource } = entry;
  return { ...entry, resource: { ...resource, labels: { ...resource.labels, instance_id: id } } };
}

function heapSamplesIn(noise: readonly string[]): number[] {
  return noise.flatMap((line) => {
    const parsed = line.startsWith('{"heap"') ? Heap.safeParse(JSON.parse(line)) : undefined;
    return parsed?.success === true ? [parsed.data.heap] : [];
  });
}

/** Delivers `events` events, a thousand at a time, ten of them poisonous, to the built function in its process. */
export async function burstOnGcp(dist: string, events: number, seed: number): Promise<BurstMetrics> {
  await using stack = new AsyncDisposableStack();
  const gce = await startLocalGce({ routeQuota: 1000, operationSteps: 0 });
  stack.defer(() => gce.close());
  seedTutorialNetwork(gce.backend);
  const meter = await startCorruptingProxy(gce.url);
  stack.defer(() => meter.close());
  const preload = new URL('memory-preload.ts', import.meta.url).href;
  const fn = await startFunctionProcess(join(dist, 'gcp'), {
    CLUSTER_NAME: GCP_TUTORIAL.network,
    CLUSTER_CIDR: GCP_TUTORIAL.clusterRange,
    GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
    COMPUTE_API_ENDPOINT: meter.url,
    METADATA_SERVER_DETECTION: 'none',
    NODE_OPTIONS: `--expose-gc --import ${preload}`,
  });
  stack.use(fn);
  const entries = launchFleet(gce);
  const eventarc = new LocalEventarc(ATTEMPTS);
  const poison = Array.from({ length: POISON }, (_, i) => `${1_000_000 + (pseudoRandom(i, seed) % 1_000_000)}`);
  const every = Math.floor(events / POISON);
  for (let i = 0; i < events; i += 1) {
    const entry = entries[pseudoRandom(i, seed) % entries.length];
    const [last] = entries.slice(-1);
    if (entry === undefined || last === undefined) throw new Error('load: no entries');
    eventarc.send(i % every === 0 ? withUnknownInstance(last, poison[i / every] ?? '') : entry);
  }
  const started = performance.now();
  await eventarc.drainAll(fn.url);
  const seconds = Math.round((performance.now() - started) / 1000);

  const routes = gce.backend.routesOf(GCP_TUTORIAL.network).filter(({ destRange }) => destRange.startsWith('10.200.'));
  const right = routes.filter(({ destRange, nextHop }) => {
    const i = Number(destRange.split('.')[2]);
    return nextHop.value === `10.240.0.${30 + i}`;
  });
  if (right.length !== NODES || routes.length !== NODES)
    throw new Error(`load: ${right.length} of ${NODES} routes are right`);
  const innocent = eventarc.dropped.filter(({ resource }) => !poison.includes(resource.labels['instance_id'] ?? ''));
  if (innocent.length > 0) throw new Error(`load: dropped what was no poison: ${JSON.stringify(innocent[0])}`);
  const burst = {
    events,
    deliveries: eventarc.requests,
    looks: meter.requests.filter(({ url }) => url.includes('/aggregated/instances')).length,
    apiCalls: meter.requests.length,
    apiCallsAtOnce: meter.peakConcurrency(),
    deadLetters: eventarc.dropped.length,
    ...heapQuarters([heapSamplesIn(fn.otherOutput)]),
    seconds,
  };
  assertWithinLimits(burst, POISON, CALLS);
  return burst;
}
