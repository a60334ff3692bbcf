import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../shared/reconcile/model/route.ts';
import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { networkSnapshot, nextHopTo, node, POLICY, route } from '../../../support/builders/network.ts';

const D = '10.200.1.0/24';

/** Who waits, of `nodes` and the routes there are. */
function waitingIn(nodes: Instance[], ...routes: Route[]) {
  return plan(networkSnapshot(nodes, routes), POLICY).waiting;
}

describe('nodes that wait for a range', () => {
  const holder = node('a', { claims: [D] });

  it('are those that claim what another claimant holds, with all that they claim', () => {
    const other = node('b', { claims: ['fd00:10:0:1::/64', D], launchedAt: 0 });
    expect(waitingIn([holder, other], route(D, nextHopTo('a')))).toEqual([
      { id: 'b', ranges: [D, 'fd00:10:0:1::/64'] },
    ]);
  });

  it('are those whose range overlaps the holder’s', () => {
    const wide = node('b', { claims: ['10.200.0.0/23'] });
    expect(waitingIn([holder, wide], route(D, nextHopTo('a')))).toEqual([{ id: 'b', ranges: ['10.200.0.0/23'] }]);
  });

  it('are those whose range an appliance holds, and not those whose range is foreign', () => {
    const appliance = node('b', { claims: [] });
    expect(waitingIn([holder, appliance], route(D, nextHopTo('b')))).toEqual([{ id: 'a', ranges: [D] }]);
    expect(waitingIn([holder], route(D, { kind: 'foreign', description: 'a gateway' }))).toEqual([]);
  });

  it('are nobody where each has its own, or gets it now', () => {
    expect(waitingIn([holder], route(D, nextHopTo('a')))).toEqual([]);
    expect(waitingIn([holder], route(D, nextHopTo('gone'), { state: 'blackhole' }))).toEqual([]);
  });
});
