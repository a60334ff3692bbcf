import type { Hint, Instance } from './model.ts';

/** Ids of the instances that events say have ended: the one thing in which an event is believed over the API. */
export function endedIn(hints: readonly Hint[]): string[] {
  return [...new Set(hints.filter((hint) => hint.says === 'ended').map((hint) => hint.instance))];
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
