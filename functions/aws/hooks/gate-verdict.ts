import type { Cidr } from '../../../shared/reconcile/cidr.ts';
import type { Instance, Snapshot } from '../../../shared/reconcile/model.ts';
import { routesTo, type Standing, standingIn } from '../../../shared/reconcile/standing.ts';
import type { HookWake } from '../events/wake.ts';
import type { Result } from './lifecycle-actions.ts';

/** What becomes of a lifecycle hook. */
export type Verdict =
  /** `node`: whose pods come next, so it must forward. */
  | { readonly do: 'complete'; readonly result: Result; readonly node?: Instance }
  | { readonly do: 'hold'; readonly why: string; readonly mayPassSoon: boolean }
  | { readonly do: 'leave'; readonly why: string };

export interface Rules {
  readonly clusterCidrs: readonly Cidr[];
  readonly abandonOnFailure: boolean;
  readonly now: number;
}

/** An instance that the API does not know so long after its event will not come any more. */
const LATEST_APPEARANCE = 10 * 60 * 1000;

/** Somebody else's: to answer it would let other people's instances through before their own gate does. */
const LEAVE: Verdict = { do: 'leave', why: 'the instance is not in the cluster’s network' };

function onLaunch(standing: Standing, age: number, abandonOnFailure: boolean): Verdict {
  switch (standing.is) {
    case 'elsewhere':
      return LEAVE;
    case 'no-node':
      return { do: 'complete', result: 'CONTINUE' };
    case 'routed':
      return { do: 'complete', result: 'CONTINUE', node: standing.node };
    case 'unseen':
      if (age > LATEST_APPEARANCE) return { do: 'leave', why: 'the instance does not exist' };
      return { do: 'hold', why: 'the API does not know the instance yet', mayPassSoon: true };
    case 'waiting':
      return { do: 'hold', why: standing.why, mayPassSoon: true };
    case 'refused':
      if (abandonOnFailure) return { do: 'complete', result: 'ABANDON' };
      return { do: 'hold', why: standing.why, mayPassSoon: false };
  }
}

function onEnd({ hook, hint }: HookWake, snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Verdict {
  if (snapshot.missing.includes(hook.instance)) return { do: 'leave', why: 'the instance is gone' };
  const node = snapshot.instances.find(({ id }) => id === hook.instance);
  if (node === undefined) return LEAVE;
  const left = hint.says === 'ended' ? routesTo(node, snapshot, clusterCidrs) : [];
  if (left.length === 0) return { do: 'complete', result: 'CONTINUE' };
  const places = left.map(({ destination, table }) => `${destination} in ${table}`).join(', ');
  return { do: 'hold', why: `${places} still leads to it`, mayPassSoon: true };
}

/** Judges hooks by what the network looks like now that the routes were written. */
export function judgeHooks(snapshot: Snapshot, rules: Rules): (wake: HookWake) => Verdict {
  const standingOf = standingIn(snapshot, rules.clusterCidrs);
  return (wake) => {
    if (wake.hook.kind === 'terminate') return onEnd(wake, snapshot, rules.clusterCidrs);
    return onLaunch(standingOf(wake.hook.instance), rules.now - wake.hint.at, rules.abandonOnFailure);
  };
}
