import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Snapshot } from '../../../../shared/reconcile/model/snapshot.ts';
import { allocate } from '../../../../shared/reconcile/plan/allocation/allocate.ts';
import { plan, type Policy } from '../../../../shared/reconcile/plan/plan.ts';
import { overlapChecker } from '../../../../shared/reconcile/model/ranges/overlapping-ranges.ts';
import { readinessIn } from '../../../../shared/reconcile/plan/node-readiness.ts';
import { askingSnapshot, countReads, fleetSnapshot, type FleetState } from '../../../support/builders/scaling.ts';
import { cidr } from '../../../support/builders/network.ts';

const POLICY: Policy = { clusterCidrs: [cidr('10.0.0.0/8')], force: true };

const workloads: [string, (seen: Snapshot) => unknown][] = [
  ['a plan', (seen) => plan(seen, POLICY)],
  ['an inventory', (seen) => buildInventory(seen, POLICY.clusterCidrs, 'aws')],
  [
    'the standing of every node',
    (seen) => {
      const standing = readinessIn(seen, POLICY.clusterCidrs);
      return Array.from({ length: seen.tables.length }, () => seen.instances.map(({ id }) => standing(id)));
    },
  ],
];

const kinds: FleetState[] = ['as they should be', 'none', 'to deleted nodes', 'under one that claims them all'];

describe.each(kinds)('with routes %s', (kind) => {
  it.each(workloads)('%s looks at each node and route no more often where there are ten times as many', (_, work) => {
    const looks = (nodes: number) => {
      const { snapshot, count } = countReads(fleetSnapshot(nodes, 2, kind));
      work(snapshot);
      return count() / nodes;
    };
    const few = looks(100);
    expect(looks(1000)).toBeLessThan(few * 1.1);
    expect(few).toBeGreaterThan(1);
  });
});

describe('with nodes that ask for a range', () => {
  it('a plan looks at each node and route no more often where there are ten times as many', () => {
    const looks = (nodes: number) => {
      const { snapshot, count } = countReads(askingSnapshot(nodes));
      expect(plan(snapshot, POLICY).allocation.allocations).toHaveLength(nodes);
      return count() / nodes;
    };
    const few = looks(100);
    expect(looks(1000)).toBeLessThan(few * 1.1);
    expect(few).toBeGreaterThan(1);
  });
});

describe('ten times the nodes', () => {
  /** The least processor time of some runs: whatever else the machine does is not counted. */
  function least(work: () => unknown): number {
    const runs = Array.from({ length: 4 }, () => {
      const began = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(began);
      return user + system;
    });
    return Math.min(...runs);
  }

  const planFor = (seen: Snapshot) => plan(seen, POLICY);
  const allocateIn = (seen: Snapshot) => allocate(seen, POLICY, { decisions: [] });
  const costs: [string, (seen: Snapshot) => unknown, (nodes: number) => Snapshot][] = [
    ['to plan for, with routes as they should be', planFor, (nodes) => fleetSnapshot(nodes, 1, 'as they should be')],
    [
      'to plan for, with routes under one that claims them all',
      planFor,
      (nodes) => fleetSnapshot(nodes, 1, 'under one that claims them all'),
    ],
    ['to give ranges to', allocateIn, askingSnapshot],
  ];

  it.each(costs)('take not much more than ten times as long %s', (_, work, snapshotOf) => {
    const [some, many] = [snapshotOf(1000), snapshotOf(10_000)];
    least(() => work(some));
    // Of a hundred, were it the square.
    expect(least(() => work(many)) / least(() => work(some))).toBeLessThan(45);
  });
});

describe('finding overlaps', () => {
  const anyRange = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 28 }))
    .map(([b, c, bits]) => cidr(`10.${b}.${c}.0/${bits}`));
  const anyRange6 = fc
    .tuple(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 16, max: 64 }))
    .map(([part, bits]) => cidr(`fd00:${part.toString(16)}::/${bits}`));

  it('by search answers as comparing with each one does', () => {
    const some = fc.array(fc.oneof(anyRange, anyRange6), { maxLength: 40 });
    fc.assert(
      fc.property(some, fc.oneof(anyRange, anyRange6), (ranges, one) => {
        expect(overlapChecker(ranges)(one)).toBe(ranges.some((each) => overlaps(each, one)));
      }),
      { numRuns: 1000 },
    );
  });
});
