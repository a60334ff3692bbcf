import type { CommonChange } from './common-change.ts';

/**
 * How a call goes wrong. `before` and `after` its effect: the connection is cut, or the service fails. `refused`: for good, by quota
 * or permission. `fails later`: what it started ends with an error (GCP).
 */
export const FAULTS = [
  'throttle',
  'error before',
  'error after',
  'cut before',
  'cut after',
  'refused',
  'fails later',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** What happens at the API call number `at` of a run, counted from 0. */
export type Injection<Change> = { readonly at: number } & (
  | { readonly do: 'crash'; readonly when: 'before' | 'after' }
  | { readonly do: 'fault'; readonly fault: FaultName }
  /** The call is a read that does not show the latest write yet. */
  | { readonly do: 'stale' }
  /** The world changes right before it. */
  | { readonly do: 'change'; readonly change: Change }
);

/** What a function is woken by. */
export type Trigger =
  | { readonly of: 'resync'; readonly force: boolean }
  /** `late`: how many of the events that wait are left for later; `shuffle`: their order; `twice`: each is delivered doubly. */
  | { readonly of: 'events'; readonly postponed: number; readonly shuffle: number; readonly duplicated: boolean };

/** One invocation, or two at once. */
export interface Invocation<Change> {
  readonly do: 'run';
  readonly triggers: readonly Trigger[];
  /** In which order the calls that are made at once go through. */
  readonly interleaving: number;
  readonly injections: readonly Injection<Change>[];
}

/** All events that wait, each once and in their order. */
export const ALL_EVENTS: Trigger = { of: 'events', postponed: 0, shuffle: 0, duplicated: false };
export const RESYNC: Trigger = { of: 'resync', force: false };

/** A run of one function, undisturbed unless something is said. */
export function invocationOf(trigger: Trigger, ...injections: readonly Injection<never>[]): Invocation<never> {
  return { do: 'run', triggers: [trigger], interleaving: 0, injections };
}

/** What happens to a cluster, as data: it can be shrunk, printed, kept and played again. */
export interface History<Setup, Change> {
  readonly setup: Setup;
  readonly steps: readonly Step<Change>[];
}

export type Step<Change> = Change | CommonChange | Invocation<Change>;

/** A number that looks random and is the same every time. */
export function pseudoRandom(a: number, b: number): number {
  let mixed = Math.imul(a + 1, 2654435761) ^ Math.imul(b + 1, 40503);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** Out of order, the same way every time; 0 leaves the order as it is. */
export function shuffled<Item>(items: readonly Item[], order: number): Item[] {
  if (order === 0) return [...items];
  return items
    .map((item, i) => ({ item, key: pseudoRandom(i, order) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** The item number `number`, counted around. */
export function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(items.length, 1)];
}
