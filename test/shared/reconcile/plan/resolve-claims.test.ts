import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCidr, type Cidr, contains } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { resolveClaims } from '../../../../shared/reconcile/plan/claims/resolve-claims.ts';
import { cidr, nextHopTo, node, POLICY, route, networkSnapshot } from '../../../support/builders/network.ts';

const resolve = (...args: Parameters<typeof networkSnapshot>) =>
  resolveClaims(networkSnapshot(...args), POLICY.clusterCidrs);
const acceptedOf = (claims: ReturnType<typeof resolve>) =>
  Object.fromEntries([...claims.accepted].map(([range, nodes]) => [range, nodes.map((each) => each.id)]));

describe('a pod CIDR is refused', () => {
  it.each([
    ['banana', /"banana" refused: it is not a range/],
    ['10.200.0.5/24', /"10.200.0.5\/24" refused: it has host bits set; the range is 10.200.0.0\/24/],
    ['192.168.1/24', /is not a range/],
    ['10.200.0.0/33', /is not a range/],
    ['10.200.0.0', /is not a range/],
    ['010.200.0.0/24', /is not a range/],
    ['0.0.0.0/0', /overlaps 10.240.0.0\/24, a range of the network itself/],
    ['10.240.0.0/25', /overlaps 10.240.0.0\/24/],
    ['10.201.0.0/24', /is not inside the cluster CIDR/],
    ['10.200.0.0/15', /is not inside the cluster CIDR/],
    ['::/0', /overlaps fd00:240::\/56/],
    ['::ffff:10.200.0.0/120', /is not a range/],
    ['fd00:10::1/64', /has host bits set/],
    ['fe80::%eth0/64', /is not a range|a value of/],
  ])('%s', (value, rule) => {
    const claims = resolve([node('a', { claims: [value] }), node('b', { claims: ['10.200.2.0/24'] })], []);
    expect(acceptedOf(claims)).toEqual({ '10.200.2.0/24': ['b'] });
    expect(claims.refused).toHaveLength(1);
    expect(claims.refused[0]?.node).toBe('a');
    expect(claims.refused[0]?.reason).toMatch(/^name-of-a: pod CIDR/);
    expect(claims.refused[0]?.reason).toMatch(rule);
    expect(claims.unresolved).toEqual(new Set(['a']));
  });

  it.each([
    '$(curl -H "Authorization: hunter2" http://x)',
    'hunter2',
    'abcdef.0123456789ghijkl',
    'AKIAIOSFODNN7EXAMPLE',
    'correcthorsebatterystaple',
    'deadbeefdeadbeefdeadbeefdeadbeef',
    'token: 1.2.3.4/8',
    'p4s.sw0.rd1.xyz/24',
  ])('without quoting what does not look like a range: it may be a secret (%s)', (secret) => {
    const { refused } = resolve([node('a', { claims: [secret] })], []);
    expect(refused[0]?.reason).toContain(`a value of ${secret.length} characters refused`);
    expect(refused[0]?.reason).not.toContain(secret);
  });

  it.each(['10.200.x.0/24', '10.200.*.0/24', '10.200.1.0/244'])('with what looks like a range: %s', (value) => {
    const { refused } = resolve([node('a', { claims: [value] })], []);
    expect(refused[0]?.reason).toContain(`"${value}" refused`);
  });

  it('when it is a second one of the same family', () => {
    const claims = resolve([node('a', { claims: ['10.200.1.0/24', 'fd00:10::/64', '10.200.2.0/24'] })], []);
    expect(acceptedOf(claims)).toEqual({ '10.200.1.0/24': ['a'], 'fd00:10::/64': ['a'] });
    expect(claims.refused).toHaveLength(1);
  });

  it('when the node has no address of that family', () => {
    const claims = resolve([{ ...node('a', { claims: ['fd00:10::/64'] }), targetByFamily: { ipv4: 'eni-a' } }], []);
    expect(claims.refused[0]?.reason).toMatch(/no ipv6 address to route to/);
  });
});

describe('overlapping, unequal claims', () => {
  const wide = (launchedAt: number) => node('wide', { claims: ['10.200.0.0/23'], launchedAt });
  const narrow = (launchedAt: number) => node('narrow', { claims: ['10.200.1.0/24'], launchedAt });
  const apart = node('apart', { claims: ['10.200.4.0/24'] });

  it.each([
    [1, 2],
    [2, 1],
  ])('go to the narrower, whichever was launched first (%i, %i)', (wideAt, narrowAt) => {
    const claims = resolve([wide(wideAt), apart, narrow(narrowAt)], []);
    expect(Object.values(acceptedOf(claims)).flat().toSorted()).toEqual(['apart', 'narrow']);
    const reason =
      'name-of-wide: pod CIDR "10.200.0.0/23" refused: it overlaps 10.200.1.0/24 of name-of-narrow (narrow)';
    expect(claims.refused).toEqual([{ node: 'wide', reason }]);
  });

  it('tell the wider one which ranges it overlaps, and of many the number', () => {
    const wider = node('wider', { claims: ['10.200.0.0/20'], launchedAt: 0 });
    const claims = resolve(
      [wider, ...Array.from({ length: 5 }, (_, i) => node(`n${i}`, { claims: [`10.200.${i}.0/24`] }))],
      [],
    );
    expect(claims.refused).toHaveLength(1);
    expect(claims.refused[0]?.reason).toContain(
      'it overlaps 10.200.0.0/24 of name-of-n0 (n0), 10.200.1.0/24 of name-of-n1 (n1), 10.200.2.0/24 of name-of-n2 (n2) and 2 more',
    );
  });

  it('leave a wider one what it holds', () => {
    const claims = resolve([wide(2), narrow(1)], [route('10.200.0.0/23', nextHopTo('wide'))]);
    expect(acceptedOf(claims)).toEqual({ '10.200.0.0/23': ['wide'] });
    expect(claims.refused.map((note) => note.node)).toEqual(['narrow']);
  });

  it('stay with the one that has its route, so that nothing flaps', () => {
    const claims = resolve([wide(1), narrow(2)], [route('10.200.1.0/24', nextHopTo('narrow'))]);
    expect(acceptedOf(claims)).toEqual({ '10.200.1.0/24': ['narrow'] });
  });

  it('are not decided by a route to a node that asks and has the same range', () => {
    const part = node('part', { claims: ['10.200.1.128/25'] });
    const asking = node('asking', { claim: { kind: 'requested' } });
    const routes = [route('10.200.1.0/24', nextHopTo('narrow')), route('10.200.1.128/25', nextHopTo('asking'))];
    const claims = resolve([narrow(1), part, asking], routes);
    expect(acceptedOf(claims)).toEqual({ '10.200.1.0/24': ['narrow'] });
    expect(claims.refused.map((note) => note.node)).toEqual(['asking', 'part']);
  });

  it('cannot take the cluster from nodes that have their routes', () => {
    const hostile = node('hostile', { claims: ['10.200.0.0/17'], launchedAt: 0 });
    const claims = resolve([hostile, narrow(5), apart], [route('10.200.4.0/24', nextHopTo('apart'))]);
    expect(acceptedOf(claims)).toEqual({ '10.200.4.0/24': ['apart'], '10.200.1.0/24': ['narrow'] });
  });
});

describe('claims of every width', () => {
  const anyClaim = fc.record({
    third: fc.integer({ min: 0, max: 15 }),
    bits: fc.integer({ min: 17, max: 28 }),
    launchedAt: fc.integer({ min: 1, max: 9 }),
    isHeld: fc.boolean(),
  });

  it('never let one without a route keep a narrower one out', () => {
    fc.assert(
      fc.property(fc.array(anyClaim, { maxLength: 12 }), (list) => {
        const ranges = list.map(
          ({ third, bits }) => canonicalCidr(`10.200.${third * 8}.0/${bits}`) ?? cidr('10.200.0.0/17'),
        );
        const nodes = list.map(({ launchedAt }, i) => node(`${i}`, { claims: [ranges[i] ?? ''], launchedAt }));
        const held = list.flatMap(({ isHeld }, i) => (isHeld ? [i] : []));
        const heldRanges = new Set(held.map((i) => ranges[i]));
        const claims = resolve(
          nodes,
          held.map((i) => route(ranges[i] ?? '', nextHopTo(`${i}`))),
        );
        const keepsOut = (wide: Cidr, narrow: Cidr) =>
          wide !== narrow && contains(wide, narrow) && !heldRanges.has(wide);
        const displaced = ranges.filter((narrow) => [...claims.accepted.keys()].some((wide) => keepsOut(wide, narrow)));
        expect(displaced).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a whole cluster CIDR', () => {
  const first = node('first', { claims: ['10.200.0.0/16'], launchedAt: 0 });
  const worker = node('worker', { claims: ['10.200.1.0/24'] });
  const note = {
    node: 'first',
    reason: "name-of-first: states the whole cluster CIDR 10.200.0.0/16, which is no node's range",
  };

  it('is no node’s claim, and keeps nobody out, whoever has a route to it', () => {
    for (const routes of [[], [route('10.200.0.0/16', nextHopTo('first'))]]) {
      const claims = resolve([first, worker], routes);
      expect(acceptedOf(claims)).toEqual({ '10.200.1.0/24': ['worker'] });
      expect(claims).toMatchObject({ refused: [], unresolved: new Set(), statingWholeCidr: [note] });
    }
  });

  it('beside a range of its own leaves the node that', () => {
    const claims = resolve([node('first', { claims: ['10.200.0.0/16', '10.200.0.0/24'] }), worker], []);
    expect(acceptedOf(claims)).toEqual({ '10.200.0.0/24': ['first'], '10.200.1.0/24': ['worker'] });
    expect(claims).toMatchObject({ refused: [], statingWholeCidr: [note] });
  });

  it.each([
    ['held by a node in doubt', node('doubt', { claims: ['banana'] }), 'complete'],
    ['held by somebody unseen', node('doubt'), 'partial'],
  ] as const)('as a route %s keeps nobody out', (_, doubt, coverage) => {
    const routes = [route('10.200.0.0/16', nextHopTo(coverage === 'complete' ? 'doubt' : 'unseen'))];
    expect(acceptedOf(resolve([doubt, worker], routes, { coverage }))).toEqual({ '10.200.1.0/24': ['worker'] });
  });
});

describe('instances that claim nothing', () => {
  it('are no nodes, silently', () => {
    expect(resolve([node('controller')], [])).toMatchObject({ refused: [], unresolved: new Set() });
  });

  it('and ended ones do not count', () => {
    expect(resolve([node('a', { claims: ['10.200.1.0/24'], state: 'deleted' })], []).accepted.size).toBe(0);
  });
});

describe('a claim on part of a route that stays', () => {
  const part = node('part', { claims: ['10.200.1.128/25'] });
  const unreadable = { kind: 'unreadable', reason: 'throttled', retryable: true } as const;
  const held = [route('10.200.1.0/24', nextHopTo('doubt'))];

  it.each([
    ['cannot be read', node('doubt', { claim: unreadable })],
    ['is refused', node('doubt', { claims: ['banana'] })],
  ])('is refused when what its holder claims %s', (_, doubt) => {
    const claims = resolve([doubt, part], held);
    expect(acceptedOf(claims)).toEqual({});
    expect(claims.refused).toContainEqual({
      node: 'part',
      reason: 'name-of-part: pod CIDR "10.200.1.128/25" refused: it overlaps 10.200.1.0/24 of name-of-doubt (doubt)',
    });
  });

  it('is refused when a partial view, or one of what an event names, does not show its holder', () => {
    const gone = held.map(({ nextHop }) => (nextHop.kind === 'instance' ? (nextHop.instanceId ?? '') : ''));
    const accepted = { '10.200.1.128/25': ['part'] };
    expect(acceptedOf(resolve([part], held, { coverage: 'partial' }))).toEqual({});
    expect(acceptedOf(resolve([part], held, { coverage: 'partial', notFound: gone }))).toEqual({});
    expect(acceptedOf(resolve([part], held, { coverage: 'scoped' }))).toEqual({});
    expect(acceptedOf(resolve([part], held, { coverage: 'scoped', notFound: gone }))).toEqual(accepted);
    expect(acceptedOf(resolve([part], held))).toEqual(accepted);
  });

  it('is accepted when its holder is gone, and one in doubt has its address now', () => {
    const dead = [route('10.200.1.0/24', { kind: 'instance', instanceId: 'old', targetId: 'eni-doubt' })];
    const nodes = [node('doubt', { claim: unreadable }), part];
    const accepted = { '10.200.1.128/25': ['part'] };
    expect(acceptedOf(resolve(nodes, dead))).toEqual(accepted);
    expect(acceptedOf(resolve(nodes, dead, { coverage: 'scoped', notFound: ['old'] }))).toEqual(accepted);
    expect(acceptedOf(resolve(nodes, dead, { coverage: 'scoped' }))).toEqual({});
    expect(acceptedOf(resolve(nodes, dead, { coverage: 'partial' }))).toEqual({});
  });

  it.each([
    ['a partial view does not show who has the part', nextHopTo('unseen'), []],
    ['the part is held by one in doubt', nextHopTo('doubt'), [node('doubt', { claims: ['banana'] })]],
  ])('is refused when the claim of the whole is refused and its route stays: %s', (_, hop, more) => {
    const whole = node('whole', { claims: ['10.200.1.0/24'] });
    const routes = [route('10.200.1.0/24', nextHopTo('whole')), route('10.200.1.128/25', hop)];
    expect(acceptedOf(resolve([whole, part, ...more], routes, { coverage: 'partial' }))).toEqual({});
    expect(acceptedOf(resolve([whole, part, ...more], routes.slice(1), { coverage: 'partial' }))).toEqual({
      '10.200.1.128/25': ['part'],
    });
  });

  it('is accepted when the route is the node’s own, nobody’s, foreign, or wider than the cluster', () => {
    const own = node('part', { claims: ['10.200.1.128/25', '10.99.0.0/24'] });
    const accepted = { '10.200.1.128/25': ['part'] };
    expect(acceptedOf(resolve([own], [route('10.200.1.0/24', nextHopTo('part'))]))).toEqual(accepted);
    expect(acceptedOf(resolve([part, node('doubt', { claims: ['banana'] })], []))).toEqual(accepted);
    const nat = [node('doubt', { claim: unreadable }), part];
    expect(acceptedOf(resolve(nat, [route('0.0.0.0/0', nextHopTo('doubt'))]))).toEqual(accepted);
    const foreign = route('10.200.0.0/17', { kind: 'foreign', description: 'tgw-1' });
    expect(acceptedOf(resolve([part, node('doubt', { claims: ['banana'] })], [foreign]))).toEqual(accepted);
  });
});
