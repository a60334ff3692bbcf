import { describe, expect, it } from 'vitest';
import { analyzeAddresses } from '../../../../functions/cli/doctor/analyze/addresses.ts';
import { analyzeIpForwarding } from '../../../../functions/cli/doctor/analyze/ip-forwarding.ts';
import { makeAdvice } from '../../../../functions/cli/doctor/advice/advice.ts';
import { resyncCommands } from '../../../../functions/cli/doctor/advice/resync.ts';
import type { Ownership } from '../../../../functions/cli/doctor/advice/ownership.ts';
import type { Remediations } from '../../../../functions/cli/doctor/advice/remediations.ts';
import { analyzeQuota } from '../../../../functions/cli/doctor/analyze/quota.ts';
import { analyzeRoutes } from '../../../../functions/cli/doctor/analyze/routes.ts';
import { shellCommand } from '../../../../functions/cli/doctor/shell-command.ts';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { cidr, nextHopTo, node, POLICY, route, networkSnapshot } from '../../../support/builders/network.ts';
import { wordsOf } from './support/shell-words.ts';

/** Commands as what they are about. */
const remediations: Remediations = {
  podroutes: (command, settings = {}) => [command, ...Object.values(settings)].join(' '),
  startNode: ({ id }) => `start ${id}`,
  setPodCidr: ({ id }, ranges) => `state ${id} ${ranges.join(' ')}`,
  setPodCidrByHand: ({ id }) => `state ${id} by hand`,
  showRoute: ({ destination }) => `show ${destination}`,
  showNode: ({ id }) => `describe ${id}`,
  deleteRoute: ({ destination }) => `delete ${destination}`,
  showPodCidrSource: ({ id }) => `show ${id}`,
  listInstances: () => 'list',
  enableIpForwarding: ({ id }) => `forward ${id}`,
  requestQuotaIncrease: (limit) => `ask ${limit}`,
};

const inventory = (nodes: readonly Instance[], routes: readonly Route[], cidrs = POLICY.clusterCidrs) =>
  buildInventory(networkSnapshot(nodes, routes), cidrs, 'aws');

/** Nodes called `their-...` are of another cluster; nobody lives by gateways. */
const ownership: Ownership = {
  clusterOf: ({ id }) => (id.startsWith('their-') ? 'other' : undefined),
  holderOf: ({ node: target, target: hop = '' }) => {
    if (target?.id.startsWith('their-') === true) return { kind: 'cluster', cluster: 'other' };
    return hop.startsWith('nat-') ? { kind: 'nobody' } : { kind: 'live', label: target?.id ?? hop };
  },
};

const adviceOn = (...network: Parameters<typeof inventory>) =>
  makeAdvice(inventory(...network), ownership, remediations, resyncCommands(remediations.podroutes, undefined));

const summarize = (findings: readonly { id: string; mend: string }[]) =>
  findings.map(({ id, mend }) => `${id}: ${mend}`);

const a = node('a', { claims: ['10.200.0.0/24'] });
const b = node('b', { claims: ['10.200.1.0/24'], launchedAt: 2000 });
const [toA, toB] = [route('10.200.0.0/24', nextHopTo('a')), route('10.200.1.0/24', nextHopTo('b'))];
const unreadable = { kind: 'unreadable', reason: 'broken gzip', retryable: false } as const;
const nat = { kind: 'foreign', description: 'nat-1' } as const;
const their = node('their-1', { claims: ['10.9.0.0/24'] });
const appliance = node('appliance');

describe('nodes that ask for a range', () => {
  const asking = node('asking', { claim: { kind: 'requested' } });
  const small = [cidr('10.200.0.0/23')];
  it.each<[string, Parameters<typeof inventory>, readonly string[]]>([
    ['one that has none', [[a, asking], [toA]], ['node-not-told: resync']],
    [
      'one with a reserved range',
      [
        [a, asking],
        [toA, route('10.200.5.0/24', nextHopTo('asking'))],
      ],
      ['node-not-told: resync'],
    ],
    [
      'one whose route leads to what another states',
      [
        [a, b, asking],
        [toA, route('10.200.1.0/24', nextHopTo('asking'))],
      ],
      ['pod-cidr-doubled: state b 10.200.2.0/24\nresync', 'node-not-told: state b 10.200.2.0/24\nresync'],
    ],
    ['one that is stopped', [[a, { ...asking, state: 'stopped' }], [toA]], []],
    ['one of another cluster', [[{ ...asking, id: 'their-2' }], []], []],
    ['no free range', [[a, b, asking], [toA, toB], small], ['no-free-range: plan 10.200.0.0/23,10.0.0.0/23']],
    [
      // By its id, the search for its range begins at 10.200.0.0/24.
      'one refused beside it, which is not offered its range',
      [[node('refused', { claims: ['10.9.0.0/24'] }), { ...asking, id: 'ask-4' }], [], small],
      ['pod-cidr-refused: state refused 10.200.1.0/24\nresync', 'node-not-told: resync'],
    ],
  ])('%s', (_, network, expected) => {
    expect(summarize(analyzeAddresses(adviceOn(...network)))).toEqual(expected);
  });

  it('an instance of a group that states none is for its owner to decide', () => {
    const silent = { ...node('silent'), group: 'workers', hasClusterTag: true };
    const findings = analyzeAddresses(adviceOn([a, silent], [toA]));
    expect(summarize(findings)).toEqual(['node-states-nothing: show silent\nstate silent by hand']);
    expect(summarize(analyzeAddresses(adviceOn([{ ...silent, id: 'their-1' }], [])))).toEqual([]);
  });
});

describe('routes', () => {
  const dead = { state: 'blackhole' } as const;
  it.each<[string, readonly Instance[], readonly Route[], readonly string[]]>([
    ['all as it should be', [a, b], [toA, toB], []],
    ['one missing', [a, b], [toA], ['route-missing: resync']],
    ['one that leads to another node', [a, b], [toA, route('10.200.1.0/24', nextHopTo('a'))], ['route-stale: resync']],
    ['one to somebody unknown', [a], [toA, toB], []],
    ['one to somebody who is gone', [a], [toA, { ...toB, ...dead }], ['route-stale: resync']],
    ['a blackhole of a running node', [a], [{ ...toA, ...dead }], ['route-blackhole: resync']],
    ['a blackhole of a stopped node', [{ ...a, state: 'stopped' }], [{ ...toA, ...dead }], ['node-stopped: start a']],
    ['a blackhole of a booting node', [{ ...a, state: 'pending' }], [{ ...toA, ...dead }], []],
    ['a foreign one in the way', [a], [route('10.200.0.0/24', nat)], ['route-contested: delete 10.200.0.0/24\nresync']],
    ['a foreign one elsewhere', [a], [toA, route('10.200.9.0/24', nat)], []],
    [
      'a foreign one inside a range',
      [a],
      [toA, route('10.200.0.64/26', nat)],
      ['route-shadowed: delete 10.200.0.64/26'],
    ],
    ['a foreign one around a range', [a], [toA, route('10.200.0.0/20', nat), route('0.0.0.0/0', nat)], []],
    ['one of a node whose claim is in doubt', [node('a', { claim: unreadable })], [toA], []],
    [
      'one of a node in doubt that another claims',
      [node('c', { claim: unreadable }), a],
      [route('10.200.0.0/24', nextHopTo('c'))],
      ['route-contested: state a 10.200.1.0/24\nresync'],
    ],
    [
      'one of a live appliance',
      [a, appliance],
      [route('10.200.0.0/24', nextHopTo('appliance'))],
      ['route-contested: state a 10.200.1.0/24\nresync'],
    ],
    [
      'one of a live appliance inside a range that works',
      [a, appliance],
      [toA, route('10.200.0.64/26', nextHopTo('appliance'))],
      ['route-shadowed: show 10.200.0.64/26'],
    ],
    [
      'one of a live appliance inside a range without a route',
      [a, appliance],
      [route('10.200.0.64/26', nextHopTo('appliance'))],
      ['route-missing: state a 10.200.1.0/24\nresync', 'route-shadowed: state a 10.200.1.0/24\nresync'],
    ],
    [
      'one of another cluster',
      [a, their],
      [route('10.200.0.0/24', nextHopTo('their-1'))],
      ['route-contested: state a 10.200.1.0/24\nresync'],
    ],
    [
      'one that a node would have to state to keep',
      [node('x', { claims: ['10.9.0.0/24'] }), a],
      [route('10.200.0.0/24', nextHopTo('x'))],
      ['route-contested: state a 10.200.1.0/24\nresync'],
    ],
    ['no node', [node('appliance')], [], ['no-nodes: list']],
  ])('%s', (_, nodes, routes, expected) => {
    expect(summarize(analyzeRoutes(adviceOn(nodes, routes), 'region us-east-1'))).toEqual(expected);
  });
});

describe('addresses', () => {
  const v6 = node('a', { claims: ['fd00:10:0:1::/64', 'fd00:10:0:2::/64'] });
  it.each<[string, readonly Instance[], readonly string[]]>([
    ['all as it should be', [a, b], []],
    [
      'one outside the cluster',
      [node('x', { claims: ['10.9.0.0/24'] })],
      ['pod-cidr-refused: state x 10.200.0.0/24\nresync'],
    ],
    [
      'one outside, others taken',
      [a, b, node('x', { claims: ['10.9.0.0/25'] })],
      ['pod-cidr-refused: state x 10.200.2.0/25\nresync'],
    ],
    [
      'one that is malformed',
      [a, node('x', { claims: ['banana'] })],
      ['pod-cidr-refused: state x 10.200.1.0/24\nresync'],
    ],
    ['one too many of a family', [v6], ['pod-cidr-refused: state a fd00:10:0:1::/64\nresync']],
    [
      'one that overlaps',
      [a, node('x', { claims: ['10.200.0.128/25'], launchedAt: 9 })],
      ['pod-cidr-refused: state a 10.200.1.0/24\nresync'],
    ],
    [
      'one of two nodes',
      [a, node('x', { claims: ['10.200.0.0/24'], launchedAt: 2000 })],
      ['pod-cidr-doubled: state x 10.200.1.0/24\nresync'],
    ],
    [
      'one that cannot be read',
      [node('x', { claim: unreadable })],
      ['pod-cidr-unreadable: show x\nstate x by hand\nresync'],
    ],
  ])('%s', (_, nodes, expected) => {
    expect(summarize(analyzeAddresses(adviceOn(nodes, [])))).toEqual(expected);
  });

  it.each([
    [
      'workers',
      'workers',
      /has already; both are of the Auto Scaling group workers, which has to end the old one first/,
    ],
    ['workers', 'others', /has already$/],
    [undefined, undefined, /has already$/],
  ])('says what a group does that replaces its node: %s, %s', (group, another, what) => {
    const of = (name: string | undefined) => (name === undefined ? {} : { group: name });
    const successor = { ...node('x', { claims: ['10.200.0.0/24'], launchedAt: 2000 }), ...of(another) };
    const found = analyzeAddresses(adviceOn([{ ...a, ...of(group) }, successor], []));
    expect(found).toMatchObject([{ id: 'pod-cidr-doubled', what: expect.stringMatching(what) }]);
  });

  it.each<[string, readonly Instance[], readonly Route[], readonly string[]]>([
    [
      'the range that it has a route to',
      [node('x', { claims: ['10.9.0.0/24'] })],
      [route('10.200.7.0/24', nextHopTo('x'))],
      ['pod-cidr-refused: state x 10.200.7.0/24\nresync'],
    ],
    [
      'the range that an unreadable one has a route to',
      [node('x', { claim: unreadable })],
      [route('10.200.7.0/24', nextHopTo('x'))],
      ['pod-cidr-unreadable: show x\nstate x 10.200.7.0/24\nresync'],
    ],
    [
      'nothing, where it has two',
      [node('x', { claims: ['10.9.0.0/24'] })],
      [route('10.200.7.0/24', nextHopTo('x')), route('10.200.8.0/24', nextHopTo('x'))],
      ['pod-cidr-refused: show x'],
    ],
    [
      'a range clear of half a cluster that is routed elsewhere',
      [a, node('x', { claims: ['10.9.0.0/24'] })],
      [toA, route('10.200.0.0/17', nat)],
      ['pod-cidr-refused: state x 10.200.128.0/24\nresync'],
    ],
  ])('offers %s', (_, nodes, routes, expected) => {
    expect(summarize(analyzeAddresses(adviceOn(nodes, routes)))).toEqual(expected);
  });

  it('offers no two nodes ranges that overlap, though each had its own once', () => {
    const c = node('c', { claims: ['10.200.0.0/24'], launchedAt: 3000 });
    const d = node('d', { claims: ['10.200.0.0/24'], launchedAt: 4000 });
    const former = [route('10.200.7.0/24', nextHopTo('c')), route('10.200.7.0/25', nextHopTo('d'))];
    const found = analyzeAddresses(adviceOn([a, c, d], [toA, ...former]));
    expect(summarize(found)).toEqual([
      'pod-cidr-doubled: state c 10.200.7.0/24\nresync',
      'pod-cidr-doubled: state d 10.200.1.0/24\nresync',
    ]);
  });

  it('asks whoever has no route to change, not the holder', () => {
    const late = node('late', { claims: ['10.200.0.0/24'], launchedAt: 9000 });
    const found = analyzeAddresses(adviceOn([a, late], [route('10.200.0.0/24', nextHopTo('late'))]));
    expect(summarize(found)).toEqual(['pod-cidr-doubled: state a 10.200.1.0/24\nresync']);
  });
});

describe('forwarding', () => {
  it.each([
    ['running', ['source-dest-check-on: forward a']],
    ['pending', []],
    ['stopped', []],
  ] as const)('of a node that is %s', (state, expected) => {
    const advice = adviceOn([node('a', { claims: ['10.200.0.0/24'], state, canIpForward: false })], []);
    expect(summarize(analyzeIpForwarding(advice, 'aws'))).toEqual(expected);
  });
});

describe('quota', () => {
  it.each([
    [0, 500, 0, []],
    [450, 500, 0, []],
    [451, 500, 0, ['quota-nearly-full: ask 1000']],
    [500, 500, 0, ['quota-nearly-full: ask 1000']],
    [500, 500, 1, ['quota-full: ask 1000']],
    [100, 500, 401, ['quota-full: ask 1000']],
    [400, 500, 100, []],
    [5, 5, 20, ['quota-full: ask 25']],
  ])('%d of %d routes, %d missing', (routes, limit, missing, expected) => {
    const use = { table: 'rtb-1', routeKind: 'IPv4 routes', routes, limit, missing };
    expect(summarize(analyzeQuota([use], remediations))).toEqual(expected);
  });
});

describe('a command line', () => {
  it.each(['plain-1.2_3/4:5,6=7', 'two words', "it's", '$HOME', '`id`', '{"a":["b"]}', '*', 'a;b', ''])(
    'is read back by a shell: %s',
    (word) => {
      expect(wordsOf(shellCommand('aws', word)).slice(1)).toEqual([word]);
    },
  );
});
