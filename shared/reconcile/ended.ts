import type { Hint, Instance, Route } from './model.ts';

/** Ids of the instances that events say have ended: the one thing in which an event is believed over the API. */
export function endedIn(hints: readonly Hint[]): string[] {
  return [...new Set(hints.filter((hint) => hint.says === 'ended').map((hint) => hint.instance))];
}

/** Those of `ids` that no route names: a dead route may not say any more whose it was. */
export function namedByNone(ids: readonly string[], routes: readonly Route[]): string[] {
  const named = new Set(routes.map(({ hop }) => (hop.kind === 'instance' ? hop.instance : undefined)));
  return ids.filter((id) => !named.has(id));
}

/** What a snapshot shows of an instance that has ended, whatever the API still shows. */
export function endedInstance(id: string): Instance {
  return {
    id,
    name: id,
    life: 'gone',
    launchedAt: 0,
    target: {},
    reachedBy: [],
    claim: { kind: 'none' },
    forwards: true,
  };
}
