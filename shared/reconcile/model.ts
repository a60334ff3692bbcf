import type { Cidr, Family } from './cidr.ts';

export type Provider = 'aws' | 'gcp';

export interface Cluster {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
}

/** `pending`: booting. `stopped`: keeps its routes, they heal on start. `gone`: ended for good. */
export type Life = 'pending' | 'running' | 'stopped' | 'gone';

/** What an instance says its pods use. `none` means that it is no node of the cluster, which is normal. */
export type Claim =
  | { readonly kind: 'none' }
  | { readonly kind: 'stated'; readonly values: readonly string[] }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly retryable: boolean }
  /** There was no time to read it: the next look knows more. */
  | { readonly kind: 'unread' };

/** An instance of the cluster's network: a node when it states a pod CIDR, an appliance or a controller when not. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Its main private address, for people; what a route points at stands in `target`. */
  readonly address?: string;
  readonly life: Life;
  /** Milliseconds since the epoch; the earlier launched of two claimers goes first. */
  readonly launchedAt: number;
  /** Where a route to this node must point, by family: an interface id on AWS, an address on GCP. */
  readonly target: Readonly<Partial<Record<Family, string>>>;
  /** Every interface or address by which a route may reach it, the right ones among them. */
  readonly reachedBy: readonly string[];
  readonly claim: Claim;
  /** Whether it may forward packets that are not its own (source/dest check off, canIpForward on). */
  readonly forwards: boolean;
}

/**
 * Where a route leads. `foreign` is anything podroutes must never touch: gateways, peerings, propagated routes, another
 * cluster's. Of an `instance` hop at least one field is known.
 */
export type Hop =
  | { readonly kind: 'instance'; readonly instance?: string; readonly interface?: string }
  /** `what`: whose it is, for people; `to`: where it leads, if that is more than `what` says. */
  | { readonly kind: 'foreign'; readonly what: string; readonly to?: string };

export interface Route {
  /** Route table id on AWS, network name on GCP. */
  readonly table: string;
  /** What the cloud calls the route, where it has a name (GCP). */
  readonly name?: string;
  readonly destination: Cidr;
  readonly hop: Hop;
  readonly state: 'active' | 'blackhole';
}

/**
 * How much of the network a snapshot shows. `complete`: everything, so what is absent is gone. `named`: only what was
 * asked for; what was asked for and not found stands in `missing`. `partial`: a listing with holes, so nothing may be deleted.
 */
type View = 'complete' | 'named' | 'partial';

/** What a cloud looked like when it was read: all that `plan` knows. */
export interface Snapshot {
  readonly view: View;
  readonly tables: readonly string[];
  readonly instances: readonly Instance[];
  /** Routes of `tables`; in a `named` view all of them too. */
  readonly routes: readonly Route[];
  /** The network's own ranges, which no pod CIDR may overlap. */
  readonly reserved: readonly Cidr[];
  /** Instance ids, interfaces or addresses that were asked for by name and do not exist. */
  readonly missing: readonly string[];
  /** Why the view is partial, for the report. */
  readonly gaps: readonly string[];
}

/** What an event says of an instance. Only `ended` is believed over the API; the rest means "look here". */
export interface Hint {
  readonly instance: string;
  readonly says: 'booting' | 'running' | 'stopped' | 'ended' | 'changed';
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
}

/** What to look at: `everything`, or just what the hints name and touch. Hints are believed either way. */
export interface Ask {
  readonly everything: boolean;
  readonly hints: readonly Hint[];
  /** Milliseconds that may be spent on what costs a call for each instance; the rest stays unread. Without it, all is read. */
  readonly patience?: number | undefined;
  /** Once aborted, nothing more of that kind is read. */
  readonly signal?: AbortSignal | undefined;
}

export type Reason =
  'missing' | 'blackhole' | 'target gone' | 'wrong interface' | 'node claims another range' | 'duplicate';

interface ChangeBase {
  readonly table: string;
  readonly destination: Cidr;
  readonly reason: Reason;
  /** No event asked for this change: the tables had drifted from what the nodes say. */
  readonly drift: boolean;
}

/** One write, decided and not yet done. */
export type RouteChange =
  | (ChangeBase & { readonly action: 'create'; readonly node: Instance })
  | (ChangeBase & { readonly action: 'replace'; readonly node: Instance; readonly before: Route })
  /** `beside`: the route that makes this one needless; where it is gone, this one is not. */
  | (ChangeBase & { readonly action: 'delete'; readonly before: Route; readonly beside?: Route });

/** A range that more than one party wants; the present holder keeps it. */
export interface Conflict {
  readonly destination: Cidr;
  /** Ids of the nodes that claim it. */
  readonly nodes: readonly string[];
  readonly reason: string;
}

/** A remark about one node. */
export interface NodeNote {
  readonly node: string;
  readonly reason: string;
}
