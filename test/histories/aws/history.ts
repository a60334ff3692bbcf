import type { History } from '../generate/history.ts';

/** What a route is pointed at by hand. */
export const MANUAL_TARGETS = [
  'node',
  'claimer',
  /** The last of those who claim it. */
  'rival',
  'appliance',
  'second interface',
  'gateway',
  'nat',
  'propagated',
  'other account',
  'advertised',
  'service',
  'ghost',
  /** The right interface, and yet a blackhole. */
  'stuck',
] as const;

/** What happens in an account. Numbers pick one of what there is, counted around. */
export type AwsChange =
  | { readonly do: 'boot'; readonly says: number; readonly by: 'data' | 'tag' | 'other cluster' }
  | { readonly do: 'terminate' | 'stop' | 'start' | 'recreate' | 'attach' | 'detach' | 'hold'; readonly node: number }
  /** Whoever a route leads to ends. */
  | { readonly do: 'holder ends'; readonly destination: number }
  /** New user data, which EC2 takes while the instance is stopped, or another tag. */
  | { readonly do: 'update claim'; readonly node: number; readonly says: number }
  /** `group vanishes`: it ends, and no event tells of it. */
  | { readonly do: 'group boots' | 'group ends' | 'group vanishes' | 'settle' | 'purge' }
  | {
      readonly do: 'set route';
      readonly table: number;
      readonly destination: number;
      readonly to: (typeof MANUAL_TARGETS)[number];
      readonly node: number;
    }
  | { readonly do: 'remove route'; readonly table: number; readonly destination: number }
  /** A group boots so many nodes from a template that asks for a range, or ends so many of them. */
  | { readonly do: 'scale up'; readonly count: number; readonly by: 'data' | 'tag' }
  | { readonly do: 'scale down'; readonly count: number }
  /** Somebody copies one node's statement to another. */
  | { readonly do: 'copy claim'; readonly node: number; readonly from: number }
  /** Somebody deletes a route that a node has to a range of its own. */
  | { readonly do: 'remove own route'; readonly node: number; readonly table: number }
  | { readonly do: 'unrelated event'; readonly what: number };

export interface AwsSetup {
  /** The cluster's tables beside the first. */
  readonly extraTables: number;
  /** Nodes that run, with their routes. */
  readonly nodes: number;
  /** A large group of nodes that run, with their routes. */
  readonly hasGroup: boolean;
  /** Whether a dead route still names its instance. */
  readonly keepsInstanceId: boolean;
  /** How often a client tries a call again, at once. */
  readonly retries: number;
  /** Whether calls take long, and the function has little time. */
  readonly isTimeLimited: boolean;
  /** Whether what was read is noted in tags, for processes to come. */
  readonly writesTags: boolean;
  /** Whether lists come in pages of a few. */
  readonly smallPages: boolean;
  /** Whether nodes that ask are given ranges so large that there are few. */
  readonly hasFewRanges: boolean;
  /** Whether a trail tells of routes that people edit. */
  readonly hasTrail: boolean;
}

/** Nobody there, and nothing in the way. */
export const EMPTY_SETUP: AwsSetup = {
  extraTables: 0,
  nodes: 0,
  hasGroup: false,
  keepsInstanceId: false,
  retries: 0,
  isTimeLimited: false,
  writesTags: false,
  smallPages: false,
  hasFewRanges: false,
  hasTrail: false,
};

export type AwsHistory = History<AwsSetup, AwsChange>;
