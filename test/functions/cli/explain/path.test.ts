import { describe, expect, it } from 'vitest';
import { culpritOf } from '../../../../functions/cli/explain/advise.ts';
import { explainPath } from '../../../../functions/cli/explain/explain-path.ts';
import type { Path } from '../../../../functions/cli/explain/hop.ts';
import type { Network, RouteEntry } from '../../../../functions/cli/explain/model.ts';
import { PROTOCOLS } from '../../../../functions/cli/doctor/analyze/protocols.ts';
import { cidr } from '../../../support/builders/network.ts';
import { ALL_ROUTES, gate, type MachineOptions, network, place, route, table } from './support/networks.ts';

const without = (i: number) => table(ALL_ROUTES.filter((_, at) => at !== i));
const adding = (...routes: Parameters<typeof route>[]) =>
  table([...ALL_ROUTES, ...routes.map((each) => route(...each))]);

/** From the pods of machine 0 to those of machine 1: how it ends, and at what. */
function end(seen: Network) {
  const path = explainPath(seen, place(seen, 0), place(seen, 1), PROTOCOLS);
  const { way, kind } = culpritOf(path) ?? {};
  return [path.verdict, way, kind].filter((word) => word !== undefined).join(' ');
}

const text = ({ hops }: Pick<Path, 'hops'>) => hops.map(({ what }) => what).join('\n');

const stale = (entry: RouteEntry): RouteEntry => ({
  ...entry,
  standing: { status: 'stale', reason: 'it claims another' },
});

const border = { isBorder: true, isStateful: false };

it('ends at another node that states the range too and has the route', () => {
  const seen = network({ table: adding(['10.200.1.0/25', 'port-2']) });
  const rivals = new Set(seen.machines.slice(2).map(({ id }) => id));
  const to = { ...place(seen, 1, '10.200.1.0/25'), rivals };
  const { verdict, hops } = explainPath(seen, place(seen, 0), to, PROTOCOLS);
  expect(verdict).toBe('broken');
  expect(text({ hops })).toContain('10.200.1.0/25 too, and has the route: its pods get');
  expect(text({ hops })).not.toContain('pass on');
});

describe('a route to an instance that does not have the pods', () => {
  const wrong = table([route('10.200.1.0/24', 'port-2')]);
  const explain = (seen: Network) => explainPath(seen, place(seen, 0), place(seen, 1), PROTOCOLS);

  it('ends the way there, where that instance could not pass packets on', () => {
    const { hops, verdict } = explain(network({ table: wrong }, {}, { table: wrong }));
    const there = hops.filter(({ way }) => way === 'there');
    expect(verdict).toBe('broken');
    expect(there.at(-1)).toMatchObject({ kind: 'route', status: 'broken' });
    expect(there.filter(({ status }) => status !== 'ok')).toHaveLength(1);
    expect(text({ hops })).toContain('wins for 10.200.1.0/24, but leads to i-2: i-1 has 10.200.1.0/24');
  });

  it('is in doubt where that instance could, by the table of its own', () => {
    const { hops } = explain(network({ table: wrong }));
    const doubted = hops.filter(({ status }) => status !== 'ok').map(({ kind, status }) => `${kind} ${status}`);
    expect(doubted).toEqual(['route unknown', 'detour unknown']);
    expect(text({ hops })).toContain('i-2 would have to pass on what is for 10.200.1.0/24, which i-1 has');
  });

  it.each<[string, MachineOptions]>([
    ['does not run', { isUp: false }],
    ['may not forward', { forwards: false }],
  ])('ends the way where that instance %s', (_, options) => {
    expect(end(network({ table: wrong }, {}, options))).toBe('broken there route');
  });

  it('tells what is wrong by the decision table', () => {
    const seen = network({ table: table([stale(route('10.200.1.0/24', 'port-2'))]) }, {}, { table: wrong });
    expect(text(explain(seen))).toContain('but leads to i-2: it claims another');
  });
});

describe('a stale route', () => {
  const seen = network({ table: table([stale(route('10.200.0.0/16', 'port-1'))]) });
  const concern = { status: 'unknown', what: 'only a route says so' } as const;

  it('does for a node that has the pods', () => {
    expect(explainPath(seen, place(seen, 0), place(seen, 1), PROTOCOLS).verdict).toBe('through');
  });

  it('is wrong for addresses that its node is not known to have; others may be right', () => {
    const verdictIn = (each: Network) =>
      explainPath(each, place(each, 0), { ...place(each, 1, '10.200.9.0/24'), concern }, PROTOCOLS).verdict;
    expect(verdictIn(seen)).toBe('broken');
    expect(verdictIn(network({ table: table([route('10.200.0.0/16', 'port-1')]) }))).toBe('unknown');
  });
});

describe('the way from one pod to another', () => {
  it.each<[string, string, Network]>([
    ['all is well', 'through', network()],
    ['the source does not run', 'broken there node', network({ isUp: false })],
    ['the source may not forward', 'broken there forwarding', network({ forwards: false })],
    ['its table has no route', 'broken there route', network({ table: without(1) })],
    ['another’s table has no route', 'through', network({}, {}, { table: without(1) })],
    ['the route is a blackhole', 'broken there route', network({ table: table([route('10.200.1.0/24', 'gone')]) })],
    [
      'a part of the range leads nowhere',
      'broken there route',
      network({ table: adding(['10.200.1.128/25', 'gone']) }),
    ],
    ['a wider route leads nowhere', 'through', network({ table: adding(['10.200.0.0/16', 'gone']) })],
    ['a wider route is all there is', 'through', network({ table: table([route('10.200.0.0/16', 'port-1')]) })],
    [
      'halves lead there, the whole does not',
      'through',
      network({
        table: table(
          [
            ['10.200.1.0/24', 'gone'],
            ['10.200.1.0/25', 'port-1'],
            ['10.200.1.128/25', 'port-1'],
          ].map(([range = '', to = '']) => route(range, to)),
        ),
      }),
    ],
    ['an equal route comes later', 'through', network({ table: adding(['10.200.1.0/24', 'gone', 2]) })],
    ['an equal route comes before', 'broken there route', network({ table: adding(['10.200.1.0/24', 'gone', 0]) })],
    ['an equal route takes a share', 'broken there route', network({ table: adding(['10.200.1.0/24', 'gone']) })],
    ['the network has the range', 'broken there route', network({ table: table([route('10.200.0.0/16', 'local')]) })],
    ['the destination does not run', 'broken there target', network({}, { isUp: false })],
    ['the destination may not forward', 'broken there forwarding', network({}, { forwards: false })],
    ['there is no way back', 'broken back route', network({}, { table: without(0) })],
    [
      'it goes in circles',
      'broken there route',
      network({ table: adding(['10.200.1.0/25', 'port-2']) }, {}, { table: adding(['10.200.1.0/25', 'port-2']) }),
    ],
    [
      'another would have to pass it on',
      'unknown there route',
      network({ table: table([route('10.200.1.0/24', 'port-2')]) }),
    ],
    ['nothing is let out', 'broken there filter', network({ gates: [gate('egress', '10.200.1.0/24')] })],
    ['others are not let out', 'through', network({ gates: [gate('egress', '10.200.2.0/24')] })],
    ['nothing is let in', 'broken there filter', network({}, { gates: [gate('ingress', '10.200.0.0/25')] })],
    ['an answer is not asked for', 'through', network({ gates: [gate('ingress', '10.200.1.0/24')] })],
    [
      'a border without memory',
      'broken back filter',
      network({ zone: 'other', gates: [gate('ingress', '10.200.1.0/24', border)] }),
    ],
    ['a border inside of one subnet', 'through', network({ gates: [gate('egress', '0.0.0.0/0', border)] })],
    [
      'a border that cannot be read',
      'unknown',
      network({ zone: 'other', gates: [gate('egress', undefined, { ...border, filter: { unread: 'no' } })] }),
    ],
    [
      'rules that are not looked into',
      'unknown',
      network({ gates: [gate('egress', '0.0.0.0/0', { doubt: { why: 'lists', about: 'drops' } })] }),
    ],
    [
      'rules that did not matter',
      'through',
      network({ gates: [gate('egress', undefined, { doubt: { why: 'lists', about: 'drops' } })] }),
    ],
  ])('%s: %s', (_, expected, seen) => {
    expect(end(seen)).toBe(expected);
  });

  it('does not leave the node of both', () => {
    const seen = network({ forwards: false, table: table([]) });
    const path = explainPath(seen, place(seen, 0, '10.200.0.1/32'), place(seen, 0, '10.200.0.2/32'), PROTOCOLS);
    expect(path.verdict).toBe('through');
  });

  it('needs no forwarding at an instance’s own address', () => {
    const seen = network({ forwards: false }, { table: adding(['10.240.0.0/24', 'local']) });
    const path = explainPath(seen, place(seen, 0, '10.240.0.10/32'), place(seen, 1), PROTOCOLS);
    expect(path.verdict).toBe('through');
  });

  it('is judged for the protocols that are asked about', () => {
    const onlyTcp = { name: 'tcp', action: 'allow', ranges: [cidr('0.0.0.0/0')], protocols: { tcp: 'all' } } as const;
    const filter = { levels: [[onlyTcp]], defaultAction: 'deny' } as const;
    const seen = network({ gates: [gate('egress', undefined, { filter })] });
    const verdicts = PROTOCOLS.map((each) => explainPath(seen, place(seen, 0), place(seen, 1), [each]).verdict);
    expect(verdicts).toEqual(['through', 'broken', 'broken']);
  });

  it('is in doubt where only certain ports pass', () => {
    const some = { name: 'https', action: 'allow', ranges: [cidr('0.0.0.0/0')], protocols: { tcp: 'some' } } as const;
    const seen = network({
      gates: [gate('egress', undefined, { filter: { levels: [[some]], defaultAction: 'deny' } })],
    });
    expect(explainPath(seen, place(seen, 0), place(seen, 1), ['tcp']).verdict).toBe('unknown');
  });

  it('is broken where nobody has the address', () => {
    const seen = network();
    const nobody = { cidr: cidr('10.200.9.0/24'), label: 'nobody', machine: undefined };
    expect(explainPath(seen, place(seen, 0), nobody, PROTOCOLS).verdict).toBe('broken');
    expect(
      explainPath(
        seen,
        place(seen, 0),
        { ...nobody, concern: { status: 'unknown', what: 'routes disagree' } },
        PROTOCOLS,
      ).verdict,
    ).toBe('unknown');
  });
});
