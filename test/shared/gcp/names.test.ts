import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRouteDescription, formatRouteDescription } from '../../../shared/gcp/routes/route-description.ts';
import { alternateRouteName, routeName } from '../../../shared/gcp/routes/route-name.ts';
import { canonicalCidr, type Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { cidr } from '../../support/builders/network.ts';

const anyCidr: fc.Arbitrary<Cidr> = fc
  .oneof(fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })))
  .map(([address, prefix]) => canonicalCidr(`${address}/${prefix}`))
  .filter((range) => range !== undefined);

describe('the name of a route', () => {
  it.each([
    ['10.200.0.0/24', 'kubernetes-route-10-200-0-0-24'],
    ['10.1.11.0/24', 'kubernetes-route-10-1-11-0-24'],
    ['10.11.1.0/24', 'kubernetes-route-10-11-1-0-24'],
    ['fd00:10::/64', 'kubernetes-route-fd00-10---64'],
    ['1111:2222:3333:4444:5555:6666:7777:8888/128', 'kubernetes-route-1111-2222-3333-4444-5555-6666-7777-8888-128'],
  ])('%s is %s', (range, name) => {
    expect(routeName(cidr(range))).toBe(name);
  });

  it('is legal, and no two ranges share one', () => {
    const seen = new Map<string, Cidr>();
    fc.assert(
      fc.property(anyCidr, (range) => {
        const name = routeName(range);
        expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
        expect(seen.get(name) ?? range).toBe(range);
        seen.set(name, range);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the second name of a route, where the first is taken', () => {
  const scope = { networkProject: 'host', network: 'net', cluster: { name: 'prod', cidrs: [] } };

  it.each([
    ['10.5.0.0/24', 'kubernetes-route-3133599b-10-5-0-0-24'],
    ['fd00:10::/64', 'kubernetes-route-3133599b-fd000010000000000000000000000000-64'],
  ])('%s is %s, today and tomorrow', (range, name) => {
    expect(alternateRouteName(cidr(range), scope)).toBe(name);
  });

  it('is another in another network, project or cluster', () => {
    const others = [
      scope,
      { ...scope, networkProject: 'other' },
      { ...scope, network: 'other' },
      { ...scope, cluster: { name: 'other', cidrs: [] } },
    ];
    const names = others.map((each) => alternateRouteName(cidr('10.5.0.0/24'), each));
    expect(new Set(names).size).toBe(others.length);
  });

  it('is legal, and no two ranges share one, nor a first name', () => {
    const seen = new Map<string, Cidr>();
    fc.assert(
      fc.property(anyCidr, (range) => {
        const name = alternateRouteName(range, scope);
        expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
        for (const each of [name, routeName(range)]) {
          expect(seen.get(each) ?? range).toBe(range);
          seen.set(each, range);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the marker', () => {
  const node = { name: 'worker-0', id: '4803188210937210115' };

  it('comes back as it was written', () => {
    expect(parseRouteDescription(formatRouteDescription('prod', node))).toEqual({
      cluster: 'prod',
      instanceId: node.id,
    });
  });

  it.each([
    undefined,
    null,
    '',
    'k8s-node-route',
    'podroutes',
    'podroutes cluster=prod',
    `x ${formatRouteDescription('prod', node)}`,
    `${formatRouteDescription('prod', node)} x`,
  ])('is not seen in %j', (description) => {
    expect(parseRouteDescription(description)).toBeUndefined();
  });
});
