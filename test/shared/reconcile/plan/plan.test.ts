import { describe, expect, it } from 'vitest';
import type { Hint } from '../../../../shared/reconcile/model/hint.ts';
import type { NextHop, Route } from '../../../../shared/reconcile/model/route.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Snapshot } from '../../../../shared/reconcile/model/snapshot.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { cidr, nextHopTo, inFamily, node, POLICY, route, networkSnapshot } from '../../../support/builders/network.ts';

type Family = 'ipv4' | 'ipv6';

/** One row of the decision table, said in IPv4; the test says it in both families and in both scopes. */
interface DecisionRow {
  readonly actual: string;
  readonly desired: string;
  readonly do: string;
  readonly nodes: (at: (text: string) => string) => Instance[];
  readonly hop?: NextHop;
  readonly state?: Route['state'];
  /** What the lookup of the hop's owner did not find. */
  readonly missing?: string[];
  readonly change?: { action: string; node?: string; reason: string };
  readonly conflict?: readonly string[];
}

const D = '10.200.1.0/24';
const claimant =
  (id: string, more: Parameters<typeof node>[1] = {}) =>
  (at: (text: string) => string) =>
    node(id, { claims: [at(D)], ...more });
const NO_NODES = () => [];
const foreignTo = (id: string): NextHop => ({
  kind: 'foreign',
  description: 'tf-right',
  instance: { instanceId: id, targetId: `eni-${id}` },
});

const DECISION_TABLE: DecisionRow[] = [
  {
    actual: 'none',
    desired: 'one live node',
    do: 'create',
    nodes: (at) => [claimant('a')(at)],
    change: { action: 'create', node: 'a', reason: 'missing' },
  },
  {
    actual: '-> that node, active',
    desired: 'that node',
    do: 'keep',
    nodes: (at) => [claimant('a')(at)],
    hop: nextHopTo('a'),
  },
  {
    actual: '-> that node by its interface alone, active',
    desired: 'that node',
    do: 'keep',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'instance', targetId: 'eni-a' },
  },
  {
    actual: '-> that node by its id alone, active',
    desired: 'that node',
    do: 'keep',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'instance', instanceId: 'a' },
  },
  {
    actual: '-> that node, blackhole, running',
    desired: 'that node',
    do: 'replace',
    nodes: (at) => [claimant('a')(at)],
    hop: nextHopTo('a'),
    state: 'blackhole',
    change: { action: 'replace', node: 'a', reason: 'blackhole' },
  },
  {
    actual: '-> that node, blackhole, stopped',
    desired: 'that node',
    do: 'keep: it heals itself',
    nodes: (at) => [claimant('a', { state: 'stopped' })(at)],
    hop: nextHopTo('a'),
    state: 'blackhole',
  },
  {
    actual: '-> that node, blackhole, booting',
    desired: 'that node',
    do: 'keep: it heals itself',
    nodes: (at) => [claimant('a', { state: 'pending' })(at)],
    hop: nextHopTo('a'),
    state: 'blackhole',
  },
  {
    actual: '-> an instance that has ended',
    desired: 'a live node',
    do: 'replace',
    nodes: (at) => [claimant('a')(at), node('old', { state: 'deleted' })],
    hop: nextHopTo('old'),
    state: 'blackhole',
    change: { action: 'replace', node: 'a', reason: 'target gone' },
  },
  {
    actual: '-> an interface that is gone',
    desired: 'a live node',
    do: 'replace',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'instance', targetId: 'eni-old' },
    state: 'blackhole',
    missing: ['eni-old'],
    change: { action: 'replace', node: 'a', reason: 'target gone' },
  },
  {
    actual: '-> same node, other interface',
    desired: 'that node',
    do: 'replace',
    nodes: (at) => [claimant('a', { extraInterfaces: ['eni-second'] })(at)],
    hop: { kind: 'instance', instanceId: 'a', targetId: 'eni-second' },
    change: { action: 'replace', node: 'a', reason: 'wrong interface' },
  },
  {
    actual: '-> another live node that also claims it',
    desired: 'two nodes',
    do: 'conflict: the holder keeps it',
    nodes: (at) => [claimant('a', { launchedAt: 1 })(at), claimant('b', { launchedAt: 2 })(at)],
    hop: nextHopTo('b'),
    conflict: ['a', 'b'],
  },
  {
    actual: 'none',
    desired: 'two live nodes',
    do: 'conflict: the earlier launched gets it',
    nodes: (at) => [claimant('a', { launchedAt: 2 })(at), claimant('b', { launchedAt: 1 })(at)],
    change: { action: 'create', node: 'b', reason: 'missing' },
    conflict: ['b', 'a'],
  },
  {
    actual: 'none',
    desired: 'two nodes launched together',
    do: 'conflict: the lower id gets it',
    nodes: (at) => [claimant('b')(at), claimant('a')(at)],
    change: { action: 'create', node: 'a', reason: 'missing' },
    conflict: ['a', 'b'],
  },
  {
    actual: '-> a live node that claims something else',
    desired: 'nobody',
    do: 'delete',
    nodes: (at) => [node('a', { claims: [at('10.200.9.0/24')] })],
    hop: nextHopTo('a'),
    change: { action: 'delete', reason: 'node claims another range' },
  },
  {
    actual: '-> a live node that claims something else',
    desired: 'another live node',
    do: 'replace',
    nodes: (at) => [node('a', { claims: [at('10.200.9.0/24')] }), claimant('b')(at)],
    hop: nextHopTo('a'),
    change: { action: 'replace', node: 'b', reason: 'node claims another range' },
  },
  {
    actual: '-> a node whose claim could not be read',
    desired: 'nobody',
    do: 'keep',
    nodes: () => [node('a', { claim: { kind: 'unreadable', reason: 'no answer', retryable: true } })],
    hop: nextHopTo('a'),
  },
  {
    actual: '-> a node whose claim could not be read',
    desired: 'a live node',
    do: 'keep, conflict',
    nodes: (at) => [
      node('a', { claim: { kind: 'unreadable', reason: 'no answer', retryable: true } }),
      claimant('b')(at),
    ],
    hop: nextHopTo('a'),
    conflict: ['b'],
  },
  {
    actual: '-> a node whose claim was refused',
    desired: 'a live node',
    do: 'keep, conflict',
    nodes: (at) => [node('a', { claims: ['banana'] }), claimant('b')(at)],
    hop: nextHopTo('a'),
    conflict: ['b'],
  },
  {
    actual: '-> a live instance that is no node',
    desired: 'nobody',
    do: 'keep',
    nodes: () => [node('appliance')],
    hop: nextHopTo('appliance'),
  },
  {
    actual: '-> a live instance that is no node',
    desired: 'a live node',
    do: 'keep, conflict',
    nodes: (at) => [node('appliance'), claimant('a')(at)],
    hop: nextHopTo('appliance'),
    conflict: ['a'],
  },
  {
    actual: '-> an instance that is gone',
    desired: 'nobody',
    do: 'delete',
    nodes: NO_NODES,
    hop: nextHopTo('old'),
    state: 'blackhole',
    missing: ['old'],
    change: { action: 'delete', reason: 'target gone' },
  },
  {
    actual: '-> an interface that is gone',
    desired: 'nobody',
    do: 'delete',
    nodes: NO_NODES,
    hop: { kind: 'instance', targetId: 'eni-old' },
    state: 'blackhole',
    missing: ['eni-old'],
    change: { action: 'delete', reason: 'target gone' },
  },
  {
    actual: '-> an instance that has ended, still active',
    desired: 'nobody',
    do: 'delete',
    nodes: () => [node('old', { state: 'deleted' })],
    hop: nextHopTo('old'),
    change: { action: 'delete', reason: 'target gone' },
  },
  {
    actual: '-> an active target that no listing shows',
    desired: 'nobody',
    do: 'keep',
    nodes: NO_NODES,
    hop: { kind: 'instance', targetId: 'eni-of-a-service' },
    missing: ['eni-of-a-service'],
  },
  {
    actual: '-> an active target that no listing shows',
    desired: 'a live node',
    do: 'keep, conflict',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'instance', targetId: 'eni-of-a-service' },
    missing: ['eni-of-a-service'],
    conflict: ['a'],
  },
  {
    actual: '-> an address that serves another instance now',
    desired: 'nobody',
    do: 'delete',
    nodes: () => [node('plain')],
    hop: { kind: 'instance', instanceId: 'old', targetId: 'eni-plain' },
    missing: ['old'],
    change: { action: 'delete', reason: 'target gone' },
  },
  {
    actual: '-> gateway',
    desired: 'nobody',
    do: 'keep',
    nodes: NO_NODES,
    hop: { kind: 'foreign', description: 'nat-1' },
  },
  {
    actual: '-> gateway',
    desired: 'a live node',
    do: 'keep, conflict',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'foreign', description: 'nat-1' },
    conflict: ['a'],
  },
  {
    actual: '-> that node, active, not ours',
    desired: 'that node',
    do: 'keep',
    nodes: (at) => [claimant('a')(at)],
    hop: foreignTo('a'),
  },
  {
    actual: '-> that node by its interface alone, active, not ours',
    desired: 'that node',
    do: 'keep',
    nodes: (at) => [claimant('a')(at)],
    hop: { kind: 'foreign', description: 'tf-right', instance: { targetId: 'eni-a' } },
  },
  {
    actual: '-> that node, not ours, blackhole, stopped',
    desired: 'that node',
    do: 'keep: it heals itself',
    nodes: (at) => [claimant('a', { state: 'stopped' })(at)],
    hop: foreignTo('a'),
    state: 'blackhole',
  },
  {
    actual: '-> that node, not ours, blackhole, running',
    desired: 'that node',
    do: 'keep, conflict',
    nodes: (at) => [claimant('a')(at)],
    hop: foreignTo('a'),
    state: 'blackhole',
    conflict: ['a'],
  },
  {
    actual: '-> that node, other interface, not ours',
    desired: 'that node',
    do: 'keep, conflict',
    nodes: (at) => [claimant('a', { extraInterfaces: ['eni-second'] })(at)],
    hop: { kind: 'foreign', description: 'tf-wrong', instance: { targetId: 'eni-second' } },
    conflict: ['a'],
  },
  {
    actual: '-> a live node that claims something else, not ours',
    desired: 'another live node',
    do: 'keep, conflict',
    nodes: (at) => [node('b', { claims: [at('10.200.9.0/24')] }), claimant('a')(at)],
    hop: foreignTo('b'),
    conflict: ['a'],
  },
  {
    actual: '-> the later launched of two claimants, not ours',
    desired: 'two live nodes',
    do: 'conflict: the holder keeps it',
    nodes: (at) => [claimant('a', { launchedAt: 1 })(at), claimant('b', { launchedAt: 2 })(at)],
    hop: foreignTo('b'),
    conflict: ['a', 'b'],
  },
];

function snapshotFor(row: DecisionRow, family: Family, coverage: Snapshot['coverage']): Snapshot {
  const at = (text: string) => inFamily(family, text);
  const routes = row.hop === undefined ? [] : [route(at(D), row.hop, { state: row.state ?? 'active' })];
  return networkSnapshot(row.nodes(at), routes, { coverage, notFound: row.missing ?? [] });
}

describe.each(['ipv4', 'ipv6'] as const)('the decision table, %s', (family) => {
  describe.each(['complete', 'scoped'] as const)('in a %s view', (view) => {
    it.each(DECISION_TABLE)('$actual | $desired | $do', (row) => {
      const result = plan(snapshotFor(row, family, view), POLICY);
      const changes = result.changes.map((change) => ({
        action: change.action,
        reason: change.reason,
        destination: change.destination,
        ...(change.action === 'delete' ? {} : { node: change.node.id }),
      }));
      const destination = cidr(inFamily(family, D));
      // A node that claims another range gets a route of its own; the row is about this destination.
      const here = changes.filter((change) => change.destination === destination);
      expect(here).toEqual(row.change === undefined ? [] : [{ ...row.change, destination }]);
      const conflicts = result.conflicts.filter((conflict) => conflict.destination === destination);
      expect(conflicts.map((conflict) => conflict.nodes)).toEqual(row.conflict === undefined ? [] : [row.conflict]);
    });
  });

  it.each(DECISION_TABLE)('only creates when the listing has holes: $actual | $desired', (row) => {
    const { changes } = plan(snapshotFor(row, family, 'partial'), POLICY);
    expect(changes.filter((change) => change.action !== 'create')).toEqual([]);
  });

  it.each(DECISION_TABLE)('stays so when a race has the route read anew: $actual | $desired', (row) => {
    const before = snapshotFor(row, family, 'partial');
    const { replan, changes } = plan({ ...before, routes: [] }, POLICY);
    const anew = changes.flatMap((change) => before.routes.map((each) => replan(change, each)));
    expect(anew.filter((due) => 'action' in due && due.action !== 'create')).toEqual([]);
  });

  it.each(DECISION_TABLE)('is settled by one run: $actual | $desired', (row) => {
    const before = snapshotFor(row, family, 'complete');
    const { changes } = plan(before, POLICY);
    const after = changes.reduce<Snapshot>((state, change) => {
      const others = state.routes.filter((each) => each.destination !== change.destination);
      if (change.action === 'delete') return { ...state, routes: others };
      const written = route(change.destination, nextHopTo(change.node.id));
      return { ...state, routes: [...others, written] };
    }, before);
    expect(plan(after, POLICY).changes).toEqual([]);
  });
});

describe('a route to the whole cluster CIDR', () => {
  const worker = node('a', { claims: [D] });
  const whole = (hop: NextHop, state: Route['state'] = 'active') => route('10.200.0.0/16', hop, { state });
  const changesOf = (instances: Instance[], routes: Route[]) =>
    plan(networkSnapshot(instances, routes), POLICY).changes.map(
      ({ action, destination }) => `${action} ${destination}`,
    );

  it.each([
    ['a node with another claim', nextHopTo('a'), [worker]],
    ['a node that states it', nextHopTo('first'), [worker, node('first', { claims: ['10.200.0.0/16'] })]],
    ['an appliance', nextHopTo('b'), [worker, node('b')]],
    ['a node in doubt', nextHopTo('b'), [worker, node('b', { claims: ['banana'] })]],
    ['somebody else', { kind: 'foreign', description: 'nat-1' }, [worker]],
  ] as const)('stays with %s, beside those of the nodes', (_, hop, instances) => {
    expect(changesOf([...instances], [whole(hop)])).toEqual([`create ${D}`]);
    const result = plan(networkSnapshot([...instances], [whole(hop), route(D, nextHopTo('a'))]), POLICY);
    expect(result).toMatchObject({ changes: [], conflicts: [], unchanged: 2 });
  });

  it('is deleted once its target is gone', () => {
    const routes = [whole(nextHopTo('old'), 'blackhole'), route(D, nextHopTo('a'))];
    expect(changesOf([worker], routes)).toEqual(['delete 10.200.0.0/16']);
  });

  it('is told of no node as refused', () => {
    const { skipped } = plan(
      networkSnapshot([node('b', { claims: ['banana'] }), node('c', { claims: ['10.200.0.0/16'] })], []),
      POLICY,
    );
    expect(skipped.map((each) => [each.node, each.refused])).toEqual([
      ['b', true],
      ['c', undefined],
    ]);
  });
});

describe('a route made for an instance before, at whose address a node is that states the range', () => {
  const toPredecessor: NextHop = { kind: 'instance', instanceId: 'old', targetId: 'eni-a' };
  const inDoubt = node('doubt', { claims: ['banana'] });

  it('stays while that is refused for what a node in doubt has', () => {
    const routes = [route('10.200.0.0/23', nextHopTo('doubt')), route(D, toPredecessor)];
    const { changes, skipped } = plan(networkSnapshot([node('a', { claims: [D] }), inDoubt], routes), POLICY);
    expect(changes).toEqual([]);
    expect(skipped.map((note) => note.node)).toContain('a');
  });

  it('stays while that is one too many, and keeps out who states more than it', () => {
    const two = node('a', { claims: ['10.200.9.0/24', D] });
    const routes = [route('10.200.9.0/24', nextHopTo('a')), route(D, toPredecessor)];
    const { changes, skipped } = plan(networkSnapshot([two, node('b', { claims: ['10.200.0.0/23'] })], routes), POLICY);
    expect(changes).toEqual([]);
    expect(skipped.map((note) => note.node)).toEqual(['a', 'b']);
  });

  it('goes when nothing that can be read states it', () => {
    const { changes } = plan(networkSnapshot([node('a', { claims: ['banana'] })], [route(D, toPredecessor)]), POLICY);
    expect(changes).toMatchObject([{ action: 'delete', reason: 'target gone' }]);
  });
});

describe('what is not seen', () => {
  it('takes nobody for gone whom a named view did not look for', () => {
    const seen = networkSnapshot([], [route(D, nextHopTo('someone'), { state: 'blackhole' })], { coverage: 'scoped' });
    expect(plan(seen, POLICY)).toMatchObject({ changes: [], conflicts: [] });
  });

  it('leaves everything outside the cluster CIDR alone, even half of it', () => {
    const dead = (destination: string) => route(destination, nextHopTo('old'), { state: 'blackhole' });
    const routes = [dead('10.0.0.0/8'), dead('10.200.0.0/15'), dead('192.168.0.0/24'), dead('fd00::/32')];
    const result = plan(networkSnapshot([], routes), POLICY);
    expect(result).toMatchObject({ changes: [], conflicts: [], unchanged: 0 });
  });

  it('does not take 10.0.0.0/8 for its own because its first address lies in 10.0.0.0/16', () => {
    const policy = { clusterCidrs: [cidr('10.0.0.0/16')], force: true };
    const seen = networkSnapshot([], [route('10.0.0.0/8', nextHopTo('old'), { state: 'blackhole' })]);
    expect(plan(seen, policy).changes).toEqual([]);
  });
});

describe('several tables', () => {
  it('judges each table by itself: one right, one wrong, one empty', () => {
    const nodes = [node('a', { claims: [D] })];
    const right = route(D, nextHopTo('a'), { table: 'rtb-1' });
    const wrong = route(D, nextHopTo('old'), { table: 'rtb-2', state: 'blackhole' });
    const { changes, unchanged } = plan(
      networkSnapshot(nodes, [right, wrong], { tables: ['rtb-1', 'rtb-2', 'rtb-3'] }),
      POLICY,
    );
    expect(changes.map(({ action, table }) => [action, table])).toEqual([
      ['replace', 'rtb-2'],
      ['create', 'rtb-3'],
    ]);
    expect(unchanged).toBe(1);
  });

  it('gives a contested range to its holder elsewhere, so that tables agree', () => {
    const nodes = [node('early', { claims: [D], launchedAt: 1 }), node('late', { claims: [D], launchedAt: 2 })];
    const seen = networkSnapshot(nodes, [route(D, nextHopTo('late'))], { tables: ['rtb-1', 'rtb-2'] });
    expect(plan(seen, POLICY).changes).toMatchObject([{ action: 'create', table: 'rtb-2', node: { id: 'late' } }]);
  });
});

describe('another table leads past a node that asks and has the range by the first one', () => {
  const tables = ['rtb-1', 'rtb-2'];
  const other = node('other', { claims: ['10.200.9.0/24'] });
  const changesWith = (state: 'running' | 'stopped', elsewhere: Parameters<typeof nextHopTo>[0]) => {
    const asking = node('asking', { claim: { kind: 'requested' }, state });
    const routes = [
      route(D, nextHopTo('asking'), { table: 'rtb-1' }),
      route(D, nextHopTo(elsewhere), { table: 'rtb-2', state: elsewhere === 'gone' ? 'blackhole' : 'active' }),
      ...tables.map((table) => route('10.200.9.0/24', nextHopTo('other'), { table })),
    ];
    return plan(networkSnapshot([asking, other], routes, { tables }), POLICY).changes;
  };

  it('is replaced once the node was told it, and deleted where it is stopped, so that it is not told', () => {
    expect(changesWith('running', 'other')).toEqual([]);
    expect(changesWith('stopped', 'other')).toMatchObject([{ action: 'delete', table: 'rtb-2', destination: D }]);
    expect(changesWith('stopped', 'asking')).toEqual([]);
  });

  it('is deleted at once where its target is gone: whose end that was is told only once', () => {
    expect(changesWith('running', 'gone')).toMatchObject([{ action: 'delete', table: 'rtb-2', reason: 'target gone' }]);
  });

  it('is not led to it by what is read again before the deletion', () => {
    const asking = node('asking', { claim: { kind: 'requested' }, state: 'stopped' });
    const reserved = route(D, nextHopTo('asking'), { table: 'rtb-1' });
    const { replan } = plan(networkSnapshot([asking, other], [reserved], { tables }), POLICY);
    const before = route(D, nextHopTo('other'), { table: 'rtb-2' });
    const base = { table: 'rtb-2', destination: before.destination, reason: 'node claims another range' } as const;
    const deletion = { ...base, action: 'delete', before, drift: true } as const;
    expect(replan(deletion, undefined)).toEqual({ kind: 'none' });
    expect(replan(deletion, before)).toMatchObject({ action: 'delete' });
  });
});

describe('several routes for one destination in one network', () => {
  const a = node('a', { claims: [D] });
  it('keeps the right one and deletes the spare that leads nowhere', () => {
    const routes = [
      route(D, nextHopTo('old'), { name: 'r-1', state: 'blackhole' }),
      route(D, nextHopTo('a'), { name: 'r-2' }),
    ];
    expect(plan(networkSnapshot([a], routes), POLICY).changes).toMatchObject([
      { action: 'delete', before: { name: 'r-1' } },
    ]);
  });

  it('deletes a second route to the same node', () => {
    const routes = [route(D, nextHopTo('a'), { name: 'r-1' }), route(D, nextHopTo('a'), { name: 'r-2' })];
    expect(plan(networkSnapshot([a], routes), POLICY).changes).toMatchObject([
      { reason: 'duplicate', before: { name: 'r-2' }, duplicateOf: { name: 'r-1' } },
    ]);
  });

  it('keeps that of two which was made for the node, whatever they are called', () => {
    const made = (name: string, instanceId?: string) =>
      route(D, { kind: 'instance', targetId: 'eni-a', ...(instanceId === undefined ? {} : { instanceId }) }, { name });
    for (const kept of [made('r-2', 'a'), made('r-2')]) {
      expect(plan(networkSnapshot([a], [made('r-1', 'old'), kept]), POLICY).changes).toMatchObject([
        { reason: 'duplicate', before: { name: 'r-1' }, duplicateOf: { name: 'r-2' } },
      ]);
    }
  });

  it('leaves a misplaced one alone while a node in doubt has the range too', () => {
    const nodes = [
      node('a', { claims: [D], extraInterfaces: ['eni-second'] }),
      node('doubt', { claims: ['10.200.9.0/24', '10.99.0.0/24'] }),
    ];
    const misplaced: NextHop = { kind: 'instance', instanceId: 'a', targetId: 'eni-second' };
    const routes = [route(D, misplaced, { name: 'r-1' }), route(D, nextHopTo('doubt'), { name: 'r-2' })];
    const { changes, conflicts } = plan(networkSnapshot(nodes, routes), POLICY);
    expect(changes.filter(({ destination }) => destination === D)).toEqual([]);
    expect(conflicts).toMatchObject([{ destination: D, reason: expect.stringContaining('doubt') }]);
  });

  it('keeps ours and a foreign one to the same node, whatever their names', () => {
    for (const [ours, theirs] of [
      ['a', 'z'],
      ['z', 'a'],
    ] as const) {
      const routes = [route(D, nextHopTo('a'), { name: ours }), route(D, foreignTo('a'), { name: theirs })];
      const result = plan(networkSnapshot([node('a', { claims: [D] })], routes), POLICY);
      expect(result).toMatchObject({ changes: [], conflicts: [], unchanged: 2 });
    }
  });

  it('repairs ours beside a foreign one that is right, and deletes ours that is another’s', () => {
    const wrong: NextHop = { kind: 'instance', instanceId: 'a', targetId: 'eni-second' };
    const nodes = [
      node('a', { claims: [D], extraInterfaces: ['eni-second'] }),
      node('b', { claims: ['10.200.9.0/24'] }),
    ];
    const beside = (ours: NextHop) =>
      plan(networkSnapshot(nodes, [route(D, ours, { name: 'o' }), route(D, foreignTo('a'), { name: 't' })]), POLICY);
    const ofD = (ours: NextHop) => beside(ours).changes.filter(({ destination }) => destination === D);
    expect(ofD(wrong)).toMatchObject([{ action: 'replace', before: { name: 'o' } }]);
    expect(ofD(nextHopTo('b'))).toMatchObject([{ action: 'delete', before: { name: 'o' } }]);
    expect(beside(nextHopTo('b')).conflicts).toEqual([]);
  });

  it('a foreign route to a claimant counts as its route where claims overlap', () => {
    const nodes = [
      node('early', { claims: ['10.200.0.0/23'], launchedAt: 1 }),
      node('late', { claims: [D], launchedAt: 2 }),
    ];
    const result = plan(networkSnapshot(nodes, [route(D, foreignTo('late'))]), POLICY);
    expect(result.changes).toEqual([]);
    expect(result.skipped).toMatchObject([{ node: 'early' }]);
  });

  it('does not re-point its own beside a foreign one, which would split the traffic', () => {
    const routes = [
      route(D, nextHopTo('old'), { name: 'r-1', state: 'blackhole' }),
      route(D, { kind: 'foreign', description: 'x' }),
    ];
    const { changes, conflicts } = plan(networkSnapshot([a], routes), POLICY);
    expect(changes).toMatchObject([{ action: 'delete', before: { name: 'r-1' } }]);
    expect(conflicts).toHaveLength(1);
  });
});

describe('drift', () => {
  const hint = (instanceId: string): Hint => ({ instanceId, state: 'running', at: 0 });
  it.each([
    ['a node that an event named', [hint('a')], false],
    ['a node that none named', [hint('b')], true],
    ['a node in a resync', [], true],
  ])('a route created for %s', (_, hints, drift) => {
    const { changes } = plan(networkSnapshot([node('a', { claims: [D] })], []), POLICY, hints);
    expect(changes).toMatchObject([{ drift }]);
  });
});

describe('the brake', () => {
  const dead = (count: number) =>
    Array.from({ length: count }, (_, i) => route(`10.200.${i}.0/24`, nextHopTo(`old-${i}`), { state: 'blackhole' }));
  const live = (count: number) =>
    Array.from({ length: count }, (_, i) => {
      const range = `10.200.${100 + i}.0/24`;
      return { node: node(`n-${i}`, { claims: [range] }), route: route(range, nextHopTo(`n-${i}`)) };
    });
  it.each([
    { deletions: 10, kept: 0, brakes: false },
    { deletions: 11, kept: 0, brakes: true },
    { deletions: 11, kept: 10, brakes: true },
    { deletions: 11, kept: 11, brakes: false },
  ])('$deletions deletions of $deletions + $kept routes: $brakes', ({ deletions, kept, brakes }) => {
    const others = live(kept);
    const seen = networkSnapshot(
      others.map((each) => each.node),
      [...dead(deletions), ...others.map((each) => each.route)],
    );
    expect(plan(seen, POLICY).deletionGuardReason !== undefined).toBe(brakes);
    expect(plan(seen, { ...POLICY, force: true }).deletionGuardReason).toBeUndefined();
  });

  it('lets a whole group end when events say so', () => {
    const hints = dead(20).map((_, i): Hint => ({ instanceId: `old-${i}`, state: 'deleted', at: 0 }));
    const ended = hints.map(({ instanceId }) => node(instanceId, { state: 'deleted' }));
    expect(plan(networkSnapshot(ended, dead(20)), POLICY, hints)).not.toHaveProperty('deletionGuardReason');
  });

  it('lets it end when the dead routes no longer say whose they were', () => {
    const nameless = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        route(`10.200.${i}.0/24`, { kind: 'instance', targetId: `eni-${i}` }, { state: 'blackhole' }),
      );
    const ended = (count: number) =>
      Array.from({ length: count }, (_, i): Hint => ({ instanceId: `old-${i}`, state: 'deleted', at: 0 }));
    const all = plan(networkSnapshot([], nameless(20)), POLICY, ended(20));
    expect(all).not.toHaveProperty('deletionGuardReason');
    expect(all.changes.filter(({ drift }) => drift)).toEqual([]);
    // One that ended can have had one of them, of a table and family.
    const one = plan(networkSnapshot([], nameless(20)), POLICY, ended(1));
    expect(one.deletionGuardReason).toMatch(/would delete 19 of 20/);
    expect([one.changes, one.suppressed].map(({ length }) => length)).toEqual([1, 19]);
    // What its successor takes over was its.
    const successor = node('new', { claims: ['10.200.0.0/24'] });
    const boots: Hint = { instanceId: 'new', state: 'running', at: 0 };
    const over = plan(networkSnapshot([successor], nameless(12)), POLICY, [...ended(1), boots]);
    expect(over.deletionGuardReason).toMatch(/would delete 11 of 12/);
    expect(over.changes).toMatchObject([{ action: 'replace' }]);
    // Whose routes are known accounts for no others.
    const known = route('10.200.99.0/24', nextHopTo('old-0'), { state: 'blackhole' });
    const named = plan(networkSnapshot([], [known, ...nameless(20)]), POLICY, ended(1));
    expect([named.changes, named.suppressed].map(({ length }) => length)).toEqual([1, 20]);
  });

  it('holds back what no event asked for, and nothing else', () => {
    const [booted, drifted] = [
      node('booted', { claims: [D], canIpForward: false }),
      node('n', { claims: ['10.200.99.0/24'] }),
    ];
    const one = { instanceId: 'booted', state: 'running', at: 0 } as const;
    const all = plan(networkSnapshot([booted, drifted], dead(21).slice(2)), POLICY, [one]);
    expect(all.deletionGuardReason).toMatch(/would delete 19 of 19 routes, so only what events asked for is written/);
    expect(all.changes).toMatchObject([{ action: 'create', destination: D, node: { id: 'booted' } }]);
    expect(all.suppressed).toHaveLength(20);
    expect(all.ipForwardingOff.map(({ id }) => id)).toEqual(['booted']);
    const none = plan(networkSnapshot([booted, drifted], dead(21).slice(2)), POLICY);
    expect(none).toMatchObject({
      changes: [],
      ipForwardingOff: [],
      deletionGuardReason: expect.stringContaining('so nothing is'),
    });
  });
});
