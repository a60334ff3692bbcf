import type { History } from '../history.ts';

/** What a route is pointed at by hand. */
export const HAND_TARGETS = [
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
  /** New user data, which EC2 takes while the instance is stopped, or another tag. */
  | { readonly do: 'restate'; readonly node: number; readonly says: number }
  /** `group vanishes`: it ends, and no event tells of it. */
  | { readonly do: 'group boots' | 'group ends' | 'group vanishes' | 'settle' | 'purge' }
  | {
      readonly do: 'point';
      readonly table: number;
      readonly destination: number;
      readonly to: (typeof HAND_TARGETS)[number];
      readonly node: number;
    }
  | { readonly do: 'unpoint'; readonly table: number; readonly destination: number }
  | { readonly do: 'noise'; readonly what: number };

export interface AwsSetup {
  /** The cluster's tables beside the first. */
  readonly moreTables: number;
  /** Nodes that run, with their routes. */
  readonly fleet: number;
  /** A large group of nodes that run, with their routes. */
  readonly group: boolean;
  /** Whether a dead route still names its instance. */
  readonly keepsId: boolean;
  /** How often a client tries a call again, at once. */
  readonly retries: number;
  /** Whether calls take long, and the function has little time. */
  readonly hurried: boolean;
  /** Whether what was read is noted in tags, for processes to come. */
  readonly tags: boolean;
  /** Whether lists come in pages of a few. */
  readonly smallPages: boolean;
}

/** Nobody there, and nothing in the way. */
export const PLAIN_SETUP: AwsSetup = {
  moreTables: 0,
  fleet: 0,
  group: false,
  keepsId: false,
  retries: 0,
  hurried: false,
  tags: false,
  smallPages: false,
};

export type AwsHistory = History<AwsSetup, AwsChange>;
