import { expect, it } from 'vitest';
import { countBlocks } from '../../../../functions/cli/map/model/block-counts.ts';
import { buildMapModel, unplacedNodes } from '../../../../functions/cli/map/model/map-model.ts';
import { clusterStatus } from '../../../../functions/cli/status/cluster-status.ts';
import { statusRows } from '../../../../functions/cli/status/render-status.ts';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import type { Snapshot } from '../../../../shared/reconcile/model/snapshot.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { foreignRoute, pageOf, routesTo, routeTo, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';
import { textOf } from '../../../support/page-text.ts';

const CLUSTER = [cidr('10.200.0.0/16')];
const workers = Array.from({ length: 12 }, (_, i) => worker(`worker-${i}`, [`10.200.${i}.0/24`], i));
const stopped = { ...worker('idle', ['10.200.40.0/24'], 20), state: 'stopped' } as const;
const twin = worker('twin', ['10.200.5.0/24'], 21);
const greedy = worker('greedy', ['10.200.8.0/23'], 22);
const lost = worker('lost', ['192.168.7.0/24'], 23);
const held = worker('held', ['10.200.41.0/24'], 24);

const isUp = ({ destination }: Route) => destination !== '10.200.3.0/24' && destination !== '10.200.4.0/24';
const down = (route: Route): Route =>
  route.destination === '10.200.7.0/24' ? { ...route, state: 'blackhole' } : route;

const snapshot: Snapshot = {
  coverage: 'complete',
  tables: ['rtb-1'],
  instances: [...workers, stopped, twin, greedy, lost, held],
  routes: [
    ...routesTo(workers, ['rtb-1']).filter(isUp).map(down),
    ...routesTo([stopped], ['rtb-1']).map((route) => ({ ...route, state: 'blackhole' }) as const),
    routeTo(workers[0] ?? twin, '10.200.60.0/24', 'rtb-1'),
    foreignRoute('10.200.41.0/24'),
  ],
  reserved: [],
  notFound: [],
  gaps: [],
};

it('the page counts nodes and routes as podroutes status does', () => {
  const asking = { ...worker('asking', [], 25), claim: { kind: 'requested' } } as const;
  const right = worker('right', ['10.200.43.0/24'], 26);
  const target = { instanceId: right.id, targetId: right.targetIds[0] ?? '' };
  const mixed: Snapshot = {
    ...snapshot,
    instances: [...snapshot.instances, asking, right],
    routes: [
      ...snapshot.routes,
      routeTo(asking, '10.200.42.0/24', 'rtb-1'),
      {
        ...foreignRoute('10.200.43.0/24'),
        nextHop: { kind: 'foreign', description: 'route of somebody', instance: target },
      },
    ],
  };
  const inventory = buildInventory(mixed, CLUSTER, 'aws');
  const none = { value: undefined };
  const deployment = { function: none, triggers: none, lastResync: none, deadLetters: { value: 0 } };
  const [nodes, routes] = statusRows(
    clusterStatus({ snapshot: mixed, inventory }, deployment),
    0,
    (_, text) => text,
  ).map(({ cells }) => cells);
  expect([nodes, routes]).toEqual([
    [
      'Nodes',
      '10 ok, 2 missing (worker-3, worker-4), 1 blackhole (worker-7), 1 stopped, 2 conflict (held, twin), 2 refused (greedy, lost), 1 asking (asking)',
    ],
    [
      'Routes',
      '11 ok, 2 missing (10.200.3.0/24, 10.200.4.0/24), 1 blackhole (10.200.7.0/24), 1 stopped, 1 conflict (10.200.41.0/24), 1 stale (10.200.60.0/24)',
    ],
  ]);
  const text = textOf(pageOf(buildMapModel(inventory)));
  for (const row of [nodes, routes]) expect(text).toContain(row?.join('').replaceAll(/ \([^)]*\)/g, ''));
});

it('the map counts what a plan of the same fleet does', () => {
  const { changes, conflicts, skipped } = plan(snapshot, { clusterCidrs: CLUSTER, force: false });
  const model = buildMapModel(buildInventory(snapshot, CLUSTER, 'aws'));
  const blocks = countBlocks(model);
  const changed = (...actions: readonly string[]) => changes.filter(({ action }) => actions.includes(action)).length;
  const refused = new Set([
    ...model.ranges
      .flatMap(({ segments }) => segments.flatMap(({ claimants }) => claimants))
      .filter(({ accepted }) => !accepted)
      .map(({ node }) => node.id),
    ...unplacedNodes(model).map(({ node }) => node.id),
  ]);
  const counts = {
    missing: blocks.get('missing'),
    stale: blocks.get('stale'),
    blackhole: blocks.get('blackhole'),
    stopped: blocks.get('stopped'),
    conflict: blocks.get('conflict'),
    refused: refused.size,
  };
  expect(counts).toEqual({ missing: 2, stale: 1, blackhole: 1, stopped: 1, conflict: 2, refused: 2 });
  expect({
    missing: changed('create'),
    wrong: changed('replace', 'delete'),
    conflict: conflicts.length,
    refused: new Set(skipped.filter((each) => each.refused === true).map(({ node }) => node)).size,
  }).toEqual({ missing: 2, wrong: 2, conflict: 2, refused: 2 });
});
