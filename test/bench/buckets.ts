import { floorFor, launchAll, resync, routesOn, type Scene, stage, type Stage } from '../support/simulation.ts';
import { sdkAlone } from './buckets/sdk-alone.ts';
import type { Row } from './row.ts';

/** At most one answer in fifty may be throttled. */
const FEW = 0.02;

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const seconds = (time: number) => `${time.toFixed(0)} s`;

interface Case {
  readonly id: string;
  readonly what: string;
  readonly scene: Scene;
  readonly run: (on: Stage) => Promise<unknown>;
  readonly how: string;
  /** By how much the floor may be missed. */
  readonly most: number;
}

async function byResync(on: Stage): Promise<void> {
  on.ec2.settle();
  await resync(on, on.deploy());
}

const BUCKETS =
  'EC2’s request buckets (CreateRoute 50 at once, then 5 a second) on a clock that jumps; 60 ms for each call. ';

const CASES: readonly Case[] = [
  {
    id: 'buckets-resync',
    what: '1,000 new nodes at once, one reconcile',
    scene: { nodes: 1000 },
    run: byResync,
    how: 'Reading their user data (45 s of its own bucket) and switching their checks off (180 s) goes on beside the writes.',
    most: 1.1,
  },
  {
    id: 'buckets-burst',
    what: '1,000 launches at once, as events',
    scene: { nodes: 1000 },
    run: launchAll,
    how: 'Two copies of the function, fed by the queue as serverless.yml has it, know nothing of each other.',
    most: 1.1,
  },
  {
    id: 'buckets-tables',
    what: '100 new nodes at once, ten tables, one reconcile',
    scene: { nodes: 100, tables: 10 },
    run: byResync,
    how: 'A thousand writes for a hundred nodes.',
    most: 1.1,
  },
  {
    id: 'buckets-shared',
    what: '1,000 new nodes at once, half of the bucket another’s',
    scene: { nodes: 1000, createRoute: { tokens: 25, perSecond: 2.5 } },
    run: byResync,
    how: 'Half of the burst is gone when it begins, and half of the refill goes to somebody else all the time.',
    most: 1.1,
  },
];

async function row({ id, what, scene, run, how, most }: Case, sdk: { time: number; throttled: number }): Promise<Row> {
  await using on = await stage(scene);
  const routes = scene.nodes * (scene.tables ?? 1);
  await run(on);
  const floor = floorFor(routes, scene.createRoute);
  const time = on.lastAt('CreateRoute');
  const throttled = on.throttled();
  return {
    id,
    what,
    elsewhere: `${seconds(floor)} is what the bucket allows; SDK alone ${seconds(sdk.time)}, ${percent(sdk.throttled)} throttled`,
    target: `≤ ${seconds(floor * most)}, ≤ ${percent(FEW)} throttled`,
    measured: `${seconds(time)}, ${percent(throttled)} throttled`,
    ratio: time / floor,
    isMet: routesOn(on) === routes && time <= floor * most && throttled <= FEW,
    how: BUCKETS + how,
  };
}

/**
 * Many launches at once under EC2's real request buckets, in simulated time. The ratio is to what the bucket allows. What
 * the SDK's own adaptive mode makes of 1,000 writes is measured beside it.
 */
export async function measureBuckets(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of CASES) rows.push(await row(each, await sdkAlone(each.scene)));
  return rows;
}
