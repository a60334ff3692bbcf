import { describe, expect, it } from 'vitest';
import { judgeAddresses } from '../../../../functions/cli/doctor/judge/addresses.ts';
import { judgeForwarding } from '../../../../functions/cli/doctor/judge/forwarding.ts';
import type { Mends } from '../../../../functions/cli/doctor/judge/mends.ts';
import { judgeQuota } from '../../../../functions/cli/doctor/judge/quota.ts';
import { judgeRoutes } from '../../../../functions/cli/doctor/judge/routes.ts';
import { commandLine } from '../../../../functions/cli/doctor/shell.ts';
import { takeInventory } from '../../../../shared/reconcile/inventory.ts';
import type { Instance, Route } from '../../../../shared/reconcile/model.ts';
import { hopTo, node, POLICY, route, snapshot } from '../../../support/model.ts';
import { wordsOf } from './support/shell.ts';

/** Commands as what they are about. */
const mends: Mends = {
  podroutes: (command, settings = {}) => [command, ...Object.values(settings)].join(' '),
  startNode: ({ id }) => `start ${id}`,
  statePodCidr: ({ id }, range) => `state ${id} ${range}`,
  deleteRoute: ({ destination }) => `delete ${destination}`,
  showNodeData: ({ id }) => `show ${id}`,
  listInstances: () => 'list',
  forward: ({ id }) => `forward ${id}`,
  askForRoutes: (limit) => `ask ${limit}`,
};

const inventory = (nodes: readonly Instance[], routes: readonly Route[], cidrs = POLICY.clusterCidrs) =>
  takeInventory(snapshot(nodes, routes), cidrs, 'aws');

const brief = (findings: readonly { id: string; mend: string }[]) => findings.map(({ id, mend }) => `${id}: ${mend}`);

const a = node('a', { claims: ['10.200.0.0/24'] });
const b = node('b', { claims: ['10.200.1.0/24'], launchedAt: 2000 });
const [toA, toB] = [route('10.200.0.0/24', hopTo('a')), route('10.200.1.0/24', hopTo('b'))];
const unreadable = { kind: 'unreadable', reason: 'broken gzip', retryable: false } as const;
const nat = { kind: 'foreign', what: 'nat-1' } as const;

describe('routes', () => {
  const dead = { state: 'blackhole' } as const;
  it.each<[string, readonly Instance[], readonly Route[], readonly string[]]>([
    ['all as it should be', [a, b], [toA, toB], []],
    ['one missing', [a, b], [toA], ['route-missing: resync']],
    ['one that leads to another node', [a, b], [toA, route('10.200.1.0/24', hopTo('a'))], ['route-stale: resync']],
    ['one to somebody unknown', [a], [toA, toB], []],
    ['one to somebody who is gone', [a], [toA, { ...toB, ...dead }], ['route-stale: resync']],
    ['a blackhole of a running node', [a], [{ ...toA, ...dead }], ['route-blackhole: resync']],
    ['a blackhole of a stopped node', [{ ...a, life: 'stopped' }], [{ ...toA, ...dead }], ['node-stopped: start a']],
    ['a blackhole of a booting node', [{ ...a, life: 'pending' }], [{ ...toA, ...dead }], []],
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
      [route('10.200.0.0/24', hopTo('c'))],
      ['route-contested: show c\nresync'],
    ],
    ['no node', [node('appliance')], [], ['no-nodes: list']],
  ])('%s', (_, nodes, routes, expected) => {
    expect(brief(judgeRoutes(inventory(nodes, routes), 'region us-east-1', mends))).toEqual(expected);
  });
});

describe('addresses', () => {
  const v6 = node('a', { claims: ['fd00:10:0:1::/64', 'fd00:10:0:2::/64'] });
  it.each<[string, readonly Instance[], readonly string[]]>([
    ['all as it should be', [a, b], []],
    ['one outside the cluster', [node('x', { claims: ['10.9.0.0/24'] })], ['pod-cidr-refused: state x 10.200.0.0/24']],
    [
      'one outside, others taken',
      [a, b, node('x', { claims: ['10.9.0.0/25'] })],
      ['pod-cidr-refused: state x 10.200.2.0/25'],
    ],
    ['one that is malformed', [a, node('x', { claims: ['banana'] })], ['pod-cidr-refused: state x 10.200.1.0/24']],
    ['one too many of a family', [v6], ['pod-cidr-refused: state a fd00:10::/64']],
    [
      'one that overlaps',
      [a, node('x', { claims: ['10.200.0.128/25'], launchedAt: 9 })],
      ['pod-cidr-refused: state a 10.200.1.0/24'],
    ],
    [
      'one of two nodes',
      [a, node('x', { claims: ['10.200.0.0/24'], launchedAt: 2000 })],
      ['pod-cidr-doubled: state x 10.200.1.0/24'],
    ],
    ['one that cannot be read', [node('x', { claim: unreadable })], ['pod-cidr-unreadable: show x']],
  ])('%s', (_, nodes, expected) => {
    expect(brief(judgeAddresses(inventory(nodes, []), mends))).toEqual(expected);
  });

  it('asks whoever has no route to change, not the holder', () => {
    const late = node('late', { claims: ['10.200.0.0/24'], launchedAt: 9000 });
    const found = judgeAddresses(inventory([a, late], [route('10.200.0.0/24', hopTo('late'))]), mends);
    expect(brief(found)).toEqual(['pod-cidr-doubled: state a 10.200.1.0/24']);
  });
});

describe('forwarding', () => {
  it.each([
    ['running', ['source-dest-check-on: forward a']],
    ['pending', []],
    ['stopped', []],
  ] as const)('of a node that is %s', (life, expected) => {
    const nodes = inventory([node('a', { claims: ['10.200.0.0/24'], life, forwards: false })], []);
    expect(brief(judgeForwarding(nodes, 'aws', mends))).toEqual(expected);
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
    const use = { table: 'rtb-1', of: 'IPv4 routes', routes, limit, missing };
    expect(brief(judgeQuota([use], mends))).toEqual(expected);
  });
});

describe('a command line', () => {
  it.each(['plain-1.2_3/4:5,6=7', 'two words', "it's", '$HOME', '`id`', '{"a":["b"]}', '*', 'a;b', ''])(
    'is read back by a shell: %s',
    (word) => {
      expect(wordsOf(commandLine('aws', word)).slice(1)).toEqual([word]);
    },
  );
});
