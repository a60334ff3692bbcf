import type { Allocation } from '../model/allocation.ts';
import type { Instance } from '../model/instance.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Plan } from './plan.ts';
import { reservations } from './allocation/reservations.ts';

/** What of a plan may be written. */
export interface Limits {
  readonly allowsChange: (change: RouteChange) => boolean;
  readonly allowsForwarding: (node: Instance) => boolean;
  /** Whether there is something to say of this node. */
  readonly isAbout: (node: string) => boolean;
}

/** The limits of a run. They see the same snapshot as the plan, each time that the network is observed. */
export type Limiter = (snapshot: Snapshot) => Limits;

/**
 * The part of `plan` that is allowed. Everything was decided before, from all nodes and routes, the mass deletion guard too: a limit
 * leaves changes out and makes none. A route that is read again before it is written may not become a change that is not allowed.
 */
export function limitPlan(plan: Plan, { allowsChange, allowsForwarding, isAbout }: Limits): Plan {
  const { changes, suppressed, deferred, conflicts, skipped, allocation, ipForwardingOff, replan } = plan;
  const isAllowed = (each: Allocation) => isAbout(each.node.id) && reservations([each]).every(allowsChange);
  const { allocations, exhausted, contested, postponed } = allocation;
  const all = [...changes, ...reservations(allocations), ...suppressed, ...deferred];
  const kept = new Set(allocations.filter(isAllowed).map(({ node }) => node.id));
  const isLeftOut = (change: RouteChange) =>
    change.reason === 'allocated' && change.action === 'create' ? !kept.has(change.node.id) : !allowsChange(change);
  return {
    ...plan,
    changes: changes.filter(allowsChange),
    suppressed: suppressed.filter(allowsChange),
    deferred: deferred.filter(allowsChange),
    leftOut: all.filter(isLeftOut),
    conflicts: conflicts.filter(({ nodes }) => nodes.some(isAbout)),
    skipped: skipped.filter(({ node }) => isAbout(node)),
    ipForwardingOff: ipForwardingOff.filter(allowsForwarding),
    allocation: {
      allocations: allocations.filter(isAllowed),
      exhausted: exhausted.filter(({ node }) => isAbout(node)),
      contested: contested.filter(({ node }) => isAbout(node)),
      postponed: postponed.filter(isAbout),
    },
    replan: (change, current) => {
      const next = replan(change, current);
      return 'action' in next && !allowsChange(next) ? { kind: 'defer', change: next } : next;
    },
  };
}
