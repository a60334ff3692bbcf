import { describe, expect, it } from 'vitest';
import { culpritOf } from '../../../../functions/cli/explain/advise.ts';
import { explainPath } from '../../../../functions/cli/explain/explain-path.ts';
import type { Network } from '../../../../functions/cli/explain/model.ts';
import { PROTOCOLS } from '../../../../functions/cli/doctor/analyze/protocols.ts';
import { cidr } from '../../../support/builders/network.ts';
import { ALL_ROUTES, gate, network, place, route, table } from './support/networks.ts';

const without = (i: number) => table(ALL_ROUTES.filter((_, at) => at !== i));
const adding = (...routes: Parameters<typeof route>[]) =>
  table([...ALL_ROUTES, ...routes.map((each) => route(...each))]);

/** From the pods of machine 0 to those of machine 1: how it ends, and at what. */
function end(seen: Network) {
  const path = explainPath(seen, place(seen, 0), place(seen, 1), PROTOCOLS);
  const { way, kind } = culpritOf(path) ?? {};
  return [path.verdict, way, kind].filter((word) => word !== undefined).join(' ');
}

const border = { isBorder: true, isStateful: false };

it('ends at another node that states the range too and has the route', () => {
  const seen = network({ table: adding(['10.200.1.0/25', 'port-2']) });
  const rivals = new Set(seen.machines.slice(2).map(({ id }) => id));
  const to = { ...place(seen, 1, '10.200.1.0/25'), rivals };
  const { verdict, hops } = explainPath(seen, place(seen, 0), to, PROTOCOLS);
  expect(verdict).toBe('broken');
  expect(hops.map(({ what }) => what).join('\n')).toContain('10.200.1.0/25 too, and has the route: its pods get');
  expect(hops.map(({ what }) => what).join('\n')).not.toContain('in circles');
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
      'broken there detour',
      network({ table: adding(['10.200.1.0/25', 'port-2']) }, {}, { table: adding(['10.200.1.0/25', 'port-2']) }),
    ],
    [
      'another would have to pass it on',
      'unknown there detour',
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
    expect(explainPath(seen, place(seen, 0), { ...nobody, isGuess: true }, PROTOCOLS).verdict).toBe('unknown');
  });
});
