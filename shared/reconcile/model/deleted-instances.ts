import type { Hint } from './hint.ts';
import type { Instance } from './instance.ts';
import type { Route } from './route.ts';

/** Ids of the instances that events say have ended: the one thing in which an event is believed over the API. */
export function deletedInstanceIds(hints: readonly Hint[]): string[] {
  return [...new Set(hints.filter((hint) => hint.state === 'deleted').map((hint) => hint.instanceId))];
}

/** Those of `ids` that no route names: a dead route may not say any more whose it was. */
export function unreferencedIds(ids: readonly string[], routes: readonly Route[]): string[] {
  const referenced = new Set(
    routes.map(({ nextHop }) => (nextHop.kind === 'instance' ? nextHop.instanceId : undefined)),
  );
  return ids.filter((id) => !referenced.has(id));
}

/** What a snapshot shows of an instance that has ended, whatever the API still shows. */
export function deletedInstance(id: string): Instance {
  return {
    id,
    name: id,
    state: 'deleted',
    launchedAt: 0,
    targetByFamily: {},
    targetIds: [],
    claim: { kind: 'none' },
    canIpForward: true,
  };
}
