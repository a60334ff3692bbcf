import {
  minimumSeconds,
  deliverLaunches,
  resync,
  podRouteCount,
  type FleetScenario,
  startFleetSimulation,
  type FleetSimulation,
} from '../../support/testbed/fleet-simulation.ts';
import { measureSdkAlone } from '../buckets/sdk-alone.ts';
import type { Row } from '../row.ts';

/** At most one answer in fifty may be throttled. */
const MAX_THROTTLED_SHARE = 0.02;

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const seconds = (time: number) => `${time.toFixed(0)} s`;

interface BucketCase {
  readonly id: string;
  readonly what: string;
  readonly scenario: FleetScenario;
  readonly run: (on: FleetSimulation) => Promise<unknown>;
  readonly how: string;
  /** By how much the floor may be missed. */
  readonly maxRatio: number;
}

async function resyncAll(on: FleetSimulation): Promise<void> {
  on.ec2.settle();
  await resync(on, on.deploy());
}

const BUCKETS_NOTE =
  'EC2’s request buckets (CreateRoute 50 at once, then 5 a second) on a clock that jumps; 60 ms for each call. ';

const CASES: readonly BucketCase[] = [
  {
    id: 'buckets-resync',
    what: '1,000 new nodes at once, one reconcile',
    scenario: { nodes: 1000 },
    run: resyncAll,
    how: 'Reading their user data (45 s of its own bucket) and switching their checks off (180 s) goes on beside the writes.',
    maxRatio: 1.1,
  },
  {
    id: 'buckets-burst',
    what: '1,000 launches at once, as events',
    scenario: { nodes: 1000 },
    run: deliverLaunches,
    how: 'Two copies of the function, fed by the queue as serverless.yml has it, know nothing of each other.',
    maxRatio: 1.1,
  },
  {
    id: 'buckets-tables',
    what: '100 new nodes at once, ten tables, one reconcile',
    scenario: { nodes: 100, tables: 10 },
    run: resyncAll,
    how: 'A thousand writes for a hundred nodes.',
    maxRatio: 1.1,
  },
  {
    id: 'buckets-shared',
    what: '1,000 new nodes at once, half of the bucket another’s',
    scenario: { nodes: 1000, createRoute: { tokens: 25, perSecond: 2.5 } },
    run: resyncAll,
    how: 'Half of the burst is gone when it begins, and half of the refill goes to somebody else all the time.',
    maxRatio: 1.1,
  },
  {
    id: 'buckets-asking',
    what: '1,000 launches at once of nodes that ask for a range',
    scenario: { nodes: 1000, areAsking: true },
    run: deliverLaunches,
    how: 'Until the last is told its range, which is routed before. Two copies of the function, as above.',
    maxRatio: 1.1,
  },
];

/** Seconds until the last node is routed, and was told its range where it asks for one. */
function secondsUntilDone(on: FleetSimulation, { areAsking = false }: FleetScenario): number {
  return Math.max(on.lastSuccessAt('CreateRoute'), areAsking ? on.lastSuccessAt('CreateTags') : 0);
}

async function row(
  { id, what, scenario, run, how, maxRatio }: BucketCase,
  sdk: { time: number; throttled: number },
): Promise<Row> {
  await using on = await startFleetSimulation(scenario);
  const routes = scenario.nodes * (scenario.tables ?? 1);
  await run(on);
  const floor = minimumSeconds(routes, scenario.createRoute);
  const time = secondsUntilDone(on, scenario);
  const throttled = on.throttledShare();
  return {
    id,
    what,
    elsewhere: `${seconds(floor)} is what the bucket allows; SDK alone ${seconds(sdk.time)}, ${percent(sdk.throttled)} throttled`,
    target: `≤ ${seconds(floor * maxRatio)}, ≤ ${percent(MAX_THROTTLED_SHARE)} throttled`,
    measured: `${seconds(time)}, ${percent(throttled)} throttled`,
    ratio: time / floor,
    isMet: podRouteCount(on) === routes && time <= floor * maxRatio && throttled <= MAX_THROTTLED_SHARE,
    how: BUCKETS_NOTE + how,
  };
}

/**
 * Many launches at once under EC2's real request buckets, in simulated time. The ratio is to what the bucket allows. What
 * the SDK's own adaptive mode makes of 1,000 writes is measured beside it.
 */
export async function measureBuckets(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of CASES) rows.push(await row(each, await measureSdkAlone(each.scenario)));
  return rows;
}
