import type { Instance } from './instance.ts';
import type { Route } from './route.ts';

/** What an event says of an instance. Only `deleted` is believed over the API; the rest means that it should be read. */
export interface Hint {
  readonly instanceId: string;
  readonly state: 'booting' | 'running' | 'stopped' | 'deleted' | 'unknown';
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
}

export function deletedInstanceIds(hints: readonly Hint[]): string[] {
  return [...new Set(hints.filter((hint) => hint.state === 'deleted').map((hint) => hint.instanceId))];
}

/** Those of `ids` that no route names: a blackhole route may no longer name its instance. */
export function unreferencedIds(ids: readonly string[], routes: readonly Route[]): string[] {
  const referenced = new Set(
    routes.map(({ nextHop }) => (nextHop.kind === 'instance' ? nextHop.instanceId : undefined)),
  );
  return ids.filter((id) => !referenced.has(id));
}

/** What a snapshot shows of a deleted instance, whatever the API still shows. */
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
