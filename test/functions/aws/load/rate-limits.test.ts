import { describe, expect, it } from 'vitest';
import { fleetCidr } from '../../../support/testbed/fleet.ts';
import { readReport } from '../../../support/testbed/log.ts';
import { howMany } from '../../../support/sample.ts';
import {
  minimumSeconds,
  deliverLaunches,
  resync,
  resyncByHand,
  podRouteCount,
  type FleetScenario,
  type FleetSimulation,
  startFleetSimulation,
  stateChange,
} from '../../../support/testbed/fleet-simulation.ts';

const MANY = howMany(1000, 200);

/** Of the answers where somebody else uses the buckets: being refused costs less than waiting for nobody. */
const MAX_THROTTLED_SHARE = 0.1;

/** Requests of a kind that are sent to find out whether its bucket is empty. */
const PROBES = 4;

/** Three calls one after the other until it is known what to write. */
const SECONDS_TO_LOOK = 0.24;

/** Within a tenth of what the buckets allow. */
const maxSeconds = (routes: number, createRoute?: FleetScenario['createRoute']) =>
  (SECONDS_TO_LOOK + minimumSeconds(routes, createRoute)) * 1.1;

/** A bucket that somebody has half emptied looks like one that another is emptying: for some seconds it gets half of the refill. */
const SECONDS_LEFT_TO_ANOTHER = 2;

const resyncs: [string, FleetScenario][] = [
  ['20 new nodes', { nodes: 20 }],
  ['100 new nodes', { nodes: 100 }],
  ['20 new nodes, three tables', { nodes: 20, tables: 3 }],
  ['30 new nodes, ten tables', { nodes: 30, tables: 10 }],
  ['300 new nodes, buckets half empty', { nodes: 300, createRoute: { tokens: 25 } }],
  ['150 new nodes, empty buckets', { nodes: 150, createRoute: { tokens: 0 } }],
  ['300 new nodes, half of the refill is another’s', { nodes: 300, createRoute: { perSecond: 2.5 } }],
];

const bursts: [string, number, FleetScenario][] = [
  ['400 of them', MAX_THROTTLED_SHARE, { nodes: 400 }],
  ['40 of them in ten tables', MAX_THROTTLED_SHARE, { nodes: 40, tables: 10 }],
  // Each finds out about the other and the third one: there is no other way than to be told so.
  [
    '40 in ten tables, half another’s',
    1.5 * MAX_THROTTLED_SHARE,
    { nodes: 40, tables: 10, createRoute: { perSecond: 2.5 } },
  ],
];

describe('one reconcile under EC2’s request buckets', { timeout: 60_000 }, () => {
  it(`of ${MANY} new nodes: within a tenth of the floor, throttled only to find the bucket empty, no call twice`, async () => {
    await using on = await startFleetSimulation({ nodes: MANY });
    on.ec2.settle();
    const report = await resync(on, on.deploy());
    expect(report).toMatchObject({ summary: { created: MANY, failed: 0 } });
    expect(on.lastSuccessAt('CreateRoute')).toBeLessThan(maxSeconds(MANY));
    // Reading their user data takes 45 s of its own bucket, and switching their checks off 180 s: beside the writes.
    expect(on.lastSuccessAt('ModifyNetworkInterfaceAttribute')).toBeLessThan(maxSeconds(MANY));
    for (const action of ['CreateRoute', 'DescribeInstanceAttribute', 'ModifyNetworkInterfaceAttribute']) {
      expect(on.throttledCalls(action)).toBeLessThanOrEqual(PROBES);
      expect(on.ec2.calls.count(action) - on.throttledCalls(action)).toBe(MANY);
    }
  });

  it.each(resyncs)('of %s: near the floor, and seldom throttled', async (_, scene) => {
    await using on = await startFleetSimulation(scene);
    on.ec2.settle();
    const routes = scene.nodes * (scene.tables ?? 1);
    const report = await resync(on, on.deploy());
    expect(report).toMatchObject({ summary: { created: routes, failed: 0 } });
    const isHalfEmpty = (scene.createRoute?.tokens ?? 0) > 0;
    const most = maxSeconds(routes, scene.createRoute) + (isHalfEmpty ? SECONDS_LEFT_TO_ANOTHER : 0);
    expect(on.lastSuccessAt('CreateRoute')).toBeLessThan(most);
    expect(on.throttledShare()).toBeLessThanOrEqual(MAX_THROTTLED_SHARE);
  });

  it.each([
    ['the function', (on: FleetSimulation) => resync(on, on.deploy())],
    ['the command line', resyncByHand],
  ])('of 100 new nodes where nothing is throttled: %s needs a second', async (_, run) => {
    await using on = await startFleetSimulation({ nodes: 100, isUnlimited: true });
    on.ec2.settle();
    await run(on);
    expect(podRouteCount(on)).toBe(100);
    expect(on.lastSuccessAt('CreateRoute')).toBeLessThanOrEqual(1);
    expect(on.lastSuccessAt('ModifyNetworkInterfaceAttribute')).toBeLessThanOrEqual(1);
  });

  it('writes what events asked for first, whatever else there is to do', async () => {
    await using on = await startFleetSimulation({ nodes: 200 });
    on.ec2.settle();
    const asked = on.ids.slice(100, 110);
    const { handler } = on.deploy();
    const bodies = [
      ...asked.map((id) => stateChange(on.clock, id, 'running')),
      { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
    ];
    const Records = bodies.map((body, i) => ({
      messageId: `${i}`,
      eventSource: 'aws:sqs',
      body: JSON.stringify(body),
    }));
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    const created = on.lines.filter(({ action, status }) => action === 'create' && status === 'done');
    expect(created).toHaveLength(200);
    expect(new Set(created.slice(0, 10).map(({ node }) => node))).toEqual(new Set(asked));
  });
});

describe('a look that had no time to read all user data', { timeout: 60_000 }, () => {
  it('deletes nothing: whose route it is may stand in what it did not read', async () => {
    await using on = await startFleetSimulation({ nodes: 150 });
    on.ec2.settle();
    const { backend } = on.ec2;
    const { routeTableId, subnetId } = on.network;
    const { id: gone } = backend.runInstance({ subnetId });
    on.ec2.settle();
    // Of the node that is read last.
    backend.createRoute(routeTableId, fleetCidr(149), { field: 'instanceId', id: gone });
    backend.terminate(gone);
    on.ec2.settle();
    const report = readReport(await resync(on, on.deploy()));
    expect(report.summary).toMatchObject({ created: 149, replaced: 1, deleted: 0 });
    expect(on.ec2.calls.count('DeleteRoute')).toBe(0);
  });
});

describe('a burst of launches, two copies of the function', { timeout: 60_000 }, () => {
  it.each(bursts)('%s: near the floor, and seldom throttled, and no delivery is in vain', async (_, share, scene) => {
    await using on = await startFleetSimulation(scene);
    const routes = scene.nodes * (scene.tables ?? 1);
    const queue = await deliverLaunches(on);
    expect(podRouteCount(on)).toBe(routes);
    expect(queue).toMatchObject({ deadLetters: [], timeouts: 0 });
    // Two that work on the same nodes do some of the last ones twice.
    expect(on.lastSuccessAt('CreateRoute')).toBeLessThan(maxSeconds(routes, scene.createRoute) * 1.05 + 1);
    expect(on.throttledShare()).toBeLessThanOrEqual(share);
  });
});
