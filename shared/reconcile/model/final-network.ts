import type { Instance } from './instance.ts';
import type { Route } from './route.ts';

/** An instance that an event named, and about which nothing is left to do, in any table. */
export type SettledNode =
  /** It has all its routes. `instance`: as it was seen. */
  | { readonly state: 'routed'; readonly id: string; readonly instance: Instance }
  /** It has ended, and the run took its route out of each table. */
  | { readonly state: 'unrouted'; readonly id: string };

/** What a run knows of the network at its end, from its look and its own writes. */
export interface FinalNetwork {
  readonly settled: readonly SettledNode[];
  readonly tables: readonly string[];
  readonly routes: readonly Route[];
}
