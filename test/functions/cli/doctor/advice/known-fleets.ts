import type { Fleet } from './fleet.ts';

type Node = Fleet['nodes'][number];

const node = (states: Node['states'], more: Partial<Node> = {}): Node => ({
  states,
  routes: 'stated',
  isStopped: false,
  dropsPackets: false,
  cluster: 'ours',
  ...more,
});

const fleet = (nodes: readonly Node[], more: Partial<Fleet> = {}): Fleet => ({
  nodes,
  routes: [],
  leftovers: 0,
  filter: 'open',
  tables: 'one',
  order: 0,
  ...more,
});

/** Fleets in which the doctor's advice did harm once, by what was wrong with it. */
export const KNOWN_FLEETS: Readonly<Record<string, Fleet>> = {
  'two refused nodes and a doubled one were offered the same range': fleet([
    node('10.200.0.0/24'),
    node('10.9.0.0/24'),
    node('banana'),
    node('10.200.0.0/24', { routes: 'none' }),
  ]),
  'a stopped node lost its precedence by its start': fleet([
    node('10.200.2.0/24', { isStopped: true }),
    node('10.200.2.0/23'),
  ]),
  'a node that states the whole cluster got its route first': fleet([
    node('10.200.0.0/16', { isStopped: true, routes: 'none' }),
    node('10.200.0.0/24', { routes: 'another' }),
    node('10.200.4.1/24'),
  ]),
  'a node became this cluster’s by its route': fleet([
    node('10.200.0.0/24'),
    node('10.200.1.0/24', { routes: 'another', dropsPackets: true, cluster: 'other' }),
  ]),
  'a node that starts dropped packets': fleet([
    node('10.200.0.0/24', { isStopped: true, dropsPackets: true }),
    node('10.200.1.0/24'),
  ]),
  'a live route of another cluster was to be deleted': fleet([node('10.200.0.0/24', { routes: 'none' })], {
    routes: [{ destination: '10.200.0.0/24', to: 'other cluster', table: 0 }],
  }),
  'a node of another cluster was to be given a range': fleet([
    node('10.200.0.0/24'),
    node('10.9.0.0/24', { cluster: 'other' }),
  ]),
  'a node kept no route of what it had': fleet([node('10.9.0.0/24', { routes: 'another' }), node('10.200.0.0/24')]),
  'rules for two sets of nodes had one name': fleet([node('10.200.0.0/24'), node('10.200.1.0/24')], {
    filter: 'denied',
  }),
  'a subnet lost its way to the internet': fleet([node('10.200.0.0/24'), node('10.200.1.0/24')], { tables: 'spare' }),
  'a node that asks was offered a range': fleet([node('auto'), node('10.9.0.0/24'), node('10.200.0.0/24')]),
  'a range reserved for another was offered': fleet([
    node('auto', { routes: 'another' }),
    node('10.200.0.0/24', { routes: 'none' }),
    node('banana', { routes: 'none' }),
  ]),
  'a node that asks was not told after its start': fleet([
    node('auto', { isStopped: true, dropsPackets: true }),
    node('10.200.1.0/24'),
  ]),
  'a resync was advised that stops before it deletes most routes': fleet(
    [node('10.200.0.0/24', { routes: 'none' }), node('10.9.0.0/24'), node('10.200.1.0/24')],
    { leftovers: 12 },
  ),
  'filters were looked into only for nodes that are accepted': fleet([node('10.9.0.0/24'), node('banana')], {
    filter: 'closed',
  }),
};
