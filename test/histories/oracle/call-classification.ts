import type { ActualRoute } from './ground-truth.ts';

/** What an API call is to the one who watches. */
export type CallClassification =
  /** Part of reading the network. `holes`: whether what comes has holes, of a list of which this is the first page or a later one. */
  | { readonly kind: 'observe'; readonly holes?: ListCompleteness }
  /** Reads a route, or the table that it is in, once more. */
  | { readonly kind: 'reread'; readonly readKey: string }
  /** Lists all routes: for a look that has begun, or to read back what was reserved in the first table. */
  | { readonly kind: 'list-routes'; readonly readKey: string }
  /** Changes a route that is there; `readKey` must have been read again. */
  | { readonly kind: 'modify'; readonly readKey: string }
  /** Makes a route where there is none. */
  | { readonly kind: 'create' }
  /** Tells a node which ranges are its own. */
  | { readonly kind: 'tell'; readonly instance: string; readonly ranges: readonly string[] }
  /** Tells that a node's routes are there. */
  | { readonly kind: 'complete-hook'; readonly instance: string }
  | { readonly kind: 'other' };

export interface ListCompleteness {
  readonly page: 'first' | 'later';
  readonly hasGaps: boolean;
}

/** What a call did to the routes, or will do for sure. */
export type RouteEffect = RouteRemoval | { readonly created: RouteCreation };

export type RouteCreation = Pick<ActualRoute, 'table' | 'destination' | 'nextHop'>;

export interface RouteRemoval {
  readonly removed: ActualRoute;
  /** As in the note: what must have been read again before. */
  readonly readKey: string;
}
