import { describe, expect, it } from 'vitest';
import { leadsTo } from '../../../../shared/reconcile/model/route.ts';
import type { RouteChange } from '../../../../shared/reconcile/model/route-change.ts';
import { limitPlan, type Limits } from '../../../../shared/reconcile/plan/limit-plan.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { cidr, networkSnapshot, nextHopTo, node, POLICY, route } from '../../../support/builders/network.ts';

const a = node('a', { claims: ['10.200.1.0/24'], canIpForward: false });
const b = node('b', { claims: ['10.200.2.0/24'], canIpForward: false });
const asking = node('c', { claim: { kind: 'requested' } });
const snapshot = networkSnapshot(
  [a, b, asking],
  [
    route('10.200.1.0/24', nextHopTo('b')),
    route('10.200.8.0/24', nextHopTo('a')),
    route('10.200.9.0/24', nextHopTo('b')),
  ],
);
const whole = plan(snapshot, POLICY);

const only = (limits: Partial<Limits>): Limits => ({
  allowsChange: () => true,
  allowsForwarding: () => true,
  isAbout: () => true,
  ...limits,
});
const told = (changes: readonly RouteChange[] = []) => changes.map(({ action, destination }) => [action, destination]);

describe('a limited plan', () => {
  it('of everything is the plan', () => {
    const { replan: _, ...rest } = whole;
    expect(limitPlan(whole, only({}))).toMatchObject({ ...rest, leftOut: [] });
  });

  it('has some of its changes, and the others as left out', () => {
    const limited = limitPlan(whole, only({ allowsChange: ({ action }) => action === 'delete' }));
    expect(told(limited.changes)).toEqual([
      ['delete', '10.200.8.0/24'],
      ['delete', '10.200.9.0/24'],
    ]);
    expect(limited.allocation.allocations).toEqual([]);
    expect(told(limited.leftOut)).toEqual([
      ['replace', '10.200.1.0/24'],
      ['create', '10.200.2.0/24'],
      ...(whole.allocation.allocations[0]?.ranges ?? []).map((each) => ['create', each.cidr]),
    ]);
  });

  it('tells, and switches forwarding on for, whom it is about', () => {
    const limited = limitPlan(whole, only({ allowsForwarding: ({ id }) => id === 'b', isAbout: (id) => id !== 'c' }));
    expect(limited.ipForwardingOff).toEqual([b]);
    expect(limited.allocation.allocations).toEqual([]);
  });

  it('keeps to its limits when a route is read again', () => {
    const isAllowed = (change: RouteChange) => change.action !== 'delete' || leadsTo(change.before.nextHop, a);
    const limited = limitPlan(whole, only({ allowsChange: isAllowed }));
    const change = limited.changes.find(({ destination }) => destination === '10.200.8.0/24');
    if (change === undefined) throw new Error('the stale route of a is to be deleted');
    expect(limited.replan(change, route('10.200.8.0/24', nextHopTo('a')))).toMatchObject({ action: 'delete' });
    expect(limited.replan(change, route('10.200.8.0/24', nextHopTo('b')))).toMatchObject({
      kind: 'defer',
      change: { action: 'delete', destination: cidr('10.200.8.0/24') },
    });
  });

  it('is stopped by the mass deletion guard as the whole would be', () => {
    const routes = Array.from({ length: 12 }, (_, i) => route(`10.200.${i + 20}.0/24`, nextHopTo(i === 0 ? 'a' : 'b')));
    const stopped = plan(networkSnapshot([a, b], routes), POLICY);
    const limited = limitPlan(stopped, only({ allowsChange: ({ destination }) => destination === '10.200.20.0/24' }));
    expect(limited.deletionGuardReason).toMatch(/^would delete 12 of 12 routes/);
    expect([told(limited.changes), told(limited.suppressed)]).toEqual([[], [['delete', '10.200.20.0/24']]]);
  });
});
