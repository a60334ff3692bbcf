import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import { isInconclusive, type Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import { routesTo, type NodeReadiness, readinessIn } from '../../../shared/reconcile/plan/node-readiness.ts';
import type { HookEvent, LifecycleHook } from '../events/parsed-event.ts';
import type { LifecycleActionResult } from './complete-lifecycle-action.ts';

/** Why a node is not ready, and what somebody should change where time will not help. */
export interface Obstacle {
  readonly reason: string;
  readonly advice?: string;
}

export type HookDecision =
  /** `node`: needs IP forwarding before the hook is completed. `because`: why it is abandoned. */
  | {
      readonly action: 'complete';
      readonly result: LifecycleActionResult;
      readonly node?: Instance;
      readonly because?: Obstacle;
    }
  | ({ readonly action: 'hold'; readonly retrySoon: boolean } & Obstacle)
  | { readonly action: 'ignore'; readonly reason: string };

export interface HookRules {
  readonly clusterCidrs: readonly Cidr[];
  readonly abandonOnFailure: boolean;
  /** Whether an instance that states nothing is to be told a range by somebody. */
  readonly gateWaitsForRange: boolean;
  readonly now: number;
}

/** Milliseconds after its launch event in which an instance may still be unknown to the API. */
const MAX_VISIBILITY_DELAY = 10 * 60 * 1000;

/** A hook of another cluster, which has to complete it itself. */
const OTHER_NETWORK: HookDecision = { action: 'ignore', reason: 'the instance is not in the cluster’s network' };

/** A group that replaces its node launches the new one first, whose hook then waits for what the old one gives up only afterwards. */
function adviceOn(holder: Instance | undefined, { group, instance }: LifecycleHook): string | undefined {
  if (holder?.group !== group) return undefined;
  return (
    `${holder.name} is of the group ${group} too: if ${instance} is to replace it, have the group terminate first ` +
    '(minimum healthy percentage 0, maximum 100); else give the new one another range'
  );
}

function decideLaunch(
  { hook, hint }: HookEvent,
  readiness: NodeReadiness,
  { abandonOnFailure, gateWaitsForRange, now }: HookRules,
): HookDecision {
  switch (readiness.status) {
    case 'other-network':
      return OTHER_NETWORK;
    case 'not-a-node':
      if (gateWaitsForRange) return { action: 'hold', reason: 'it states no pod CIDR yet', retrySoon: false };
      return { action: 'complete', result: 'CONTINUE' };
    case 'ready':
      return { action: 'complete', result: 'CONTINUE', node: readiness.node };
    case 'not-found':
      if (now - hint.at > MAX_VISIBILITY_DELAY) return { action: 'ignore', reason: 'the instance does not exist' };
      return { action: 'hold', reason: 'the API does not know the instance yet', retrySoon: true };
    case 'not-ready':
      return { action: 'hold', reason: readiness.reason, retrySoon: true };
    case 'refused': {
      const advice = adviceOn(readiness.holder, hook);
      const because = { reason: readiness.reason, ...(advice === undefined ? {} : { advice }) };
      if (abandonOnFailure) return { action: 'complete', result: 'ABANDON', because };
      return { action: 'hold', retrySoon: false, ...because };
    }
  }
}

function decideTermination({ hook, hint }: HookEvent, snapshot: Snapshot, clusterCidrs: readonly Cidr[]): HookDecision {
  if (snapshot.notFound.includes(hook.instance)) return { action: 'ignore', reason: 'the instance is gone' };
  const node = snapshot.instances.find(({ id }) => id === hook.instance);
  if (node === undefined) return OTHER_NETWORK;
  const remainingRoutes = hint.state === 'deleted' ? routesTo(node, snapshot, clusterCidrs) : [];
  if (remainingRoutes.length === 0) return { action: 'complete', result: 'CONTINUE' };
  const routeKeys = remainingRoutes.map(({ destination, table }) => `${destination} in ${table}`).join(', ');
  return { action: 'hold', reason: `${routeKeys} still leads to it`, retrySoon: true };
}

/** `snapshot` is read after the routes were written. */
export function makeHookDecider(snapshot: Snapshot, rules: HookRules): (event: HookEvent) => HookDecision {
  const readinessOf = readinessIn(snapshot, rules.clusterCidrs);
  // The claimant that it is refused for may turn out to claim something else.
  const abandonOnFailure = rules.abandonOnFailure && !isInconclusive(snapshot);
  return (event) => {
    if (event.hook.kind === 'terminate') return decideTermination(event, snapshot, rules.clusterCidrs);
    return decideLaunch(event, readinessOf(event.hook.instance), { ...rules, abandonOnFailure });
  };
}
