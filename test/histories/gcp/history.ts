import type { History } from '../generate/history.ts';

/** What a route leads to that is made by hand, and whose it says it is. */
export const MANUAL_TARGETS = [
  /** As by the tutorial's own command: to a node that states the range. */
  'tutorial',
  /** Ours by its mark: to its node, to another address, for an instance that never was. */
  'ours',
  'ours, misplaced',
  'ours, for nobody',
  'instance',
  'other cluster',
  /** Somebody else's, to a node that states the range. */
  'theirs',
  'vpn',
  'gateway',
  'tagged',
  'other network',
] as const;

/** What happens in a project. Numbers pick one of what there is, counted around. */
export type GcpChange =
  | {
      readonly do: 'boot';
      readonly says: number;
      readonly zone: number;
      readonly dual: boolean;
      readonly slow: boolean;
    }
  | { readonly do: 'boot unrelated'; readonly node: number }
  | { readonly do: 'delete' | 'stop' | 'start' | 'recreate' | 'preempt' | 'host error'; readonly node: number }
  /** Whoever a route leads to is deleted. */
  | { readonly do: 'holder ends'; readonly destination: number }
  | { readonly do: 'update claim'; readonly node: number; readonly says: number }
  /** `group vanishes`: it ends, and no event tells of it. */
  | { readonly do: 'group boots' | 'group ends' | 'group vanishes' | 'settle' }
  | {
      readonly do: 'set route';
      readonly destination: number;
      /** Before, as, or after the name that the function gives. */
      readonly name: 'a' | 'standard' | 'z';
      readonly to: (typeof MANUAL_TARGETS)[number];
      readonly node: number;
    }
  | { readonly do: 'remove route'; readonly destination: number; readonly name: 'a' | 'standard' | 'z' }
  /** A group boots so many nodes from a template that asks for a range, or deletes so many of them. */
  | { readonly do: 'scale up'; readonly count: number; readonly dual: boolean }
  | { readonly do: 'scale down'; readonly count: number }
  /** Somebody copies one node's statement to another. */
  | { readonly do: 'copy claim'; readonly node: number; readonly from: number }
  /** Somebody deletes a route that a node has to a range of its own. */
  | { readonly do: 'remove own route'; readonly node: number }
  /** A zone cannot be reached any more, or again. */
  | { readonly do: 'toggle zone'; readonly zone: number };

export interface GcpSetup {
  /** Nodes that run, with their routes. */
  readonly nodes: number;
  readonly hasGroup: boolean;
  /** How often a call is tried again, at once. */
  readonly retries: number;
  /** Whether calls take long, and the function has little time. */
  readonly isTimeLimited: boolean;
  /** Whether lists come in pages of a few. */
  readonly smallPages: boolean;
  /** Whether nodes that ask are given ranges so large that there are few. */
  readonly hasFewRanges: boolean;
}

/** Nobody there, and nothing in the way. */
export const EMPTY_SETUP: GcpSetup = {
  nodes: 0,
  hasGroup: false,
  retries: 0,
  isTimeLimited: false,
  smallPages: false,
  hasFewRanges: false,
};

export type GcpHistory = History<GcpSetup, GcpChange>;
