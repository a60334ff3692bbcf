import type { TrueRoute } from './truth.ts';

/** What an API call is to the one who watches. */
export type Note =
  /** Part of reading the network. `holes`: whether what comes has holes, of a list of which this is the first page or a later one. */
  | { readonly kind: 'look'; readonly holes?: Holes }
  /** Reads a route, or the table that it is in, once more. */
  | { readonly kind: 'reread'; readonly what: string }
  /** Changes a route that is there; `what` must have been read again. */
  | { readonly kind: 'change'; readonly what: string }
  /** Makes a route where there is none. */
  | { readonly kind: 'make' }
  /** Tells that a node's routes are there. */
  | { readonly kind: 'vouch'; readonly instance: string }
  | { readonly kind: 'other' };

export interface Holes {
  readonly page: 'first' | 'later';
  readonly found: boolean;
}

/** What a call did to the routes, or will do for sure. */
export type Effect = Removal | { readonly made: Making };

export type Making = Pick<TrueRoute, 'table' | 'destination' | 'hop'>;

export interface Removal {
  readonly removed: TrueRoute;
  /** As in the note: what must have been read again before. */
  readonly what: string;
}
