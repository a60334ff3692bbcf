import type { Hint } from '../model/hint.ts';
import type { Provider, Instance } from '../model/instance.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Cidr } from '../model/ranges/cidr.ts';
import type { Route } from '../model/route.ts';
import type { WaitingNode } from '../model/waiting-node.ts';

/**
 * All that the reconciliation needs of a cloud. Every method throws a CloudError when the cloud refuses; the implementation
 * keeps to the rate limits and retries throttled calls and lost connections.
 */
export interface Cloud {
  readonly kind: Provider;

  readonly ipForwarding: IpForwardingControl;

  /** Reads at least as much of the network as is asked for. */
  observe(options: ObserveOptions): Promise<Snapshot>;

  /** Reads one route again. The read begins after the call; calls made at the same time may share one. Undefined: there is none. */
  readRoute(table: string, destination: Cidr, name?: string, end?: AbortSignal): Promise<Route | undefined>;

  /** Reads all routes of a table again. The read begins after the call; calls made at the same time may share one. */
  readTable(table: string, end?: AbortSignal): Promise<readonly Route[]>;

  /**
   * Tells `node` which ranges its pods use, where it and the next observation find them. CloudError `already-exists` when
   * somebody has told it something else meanwhile, where the cloud can say so.
   */
  tellPodCidrs(node: Instance, cidrs: readonly Cidr[], options?: WriteOptions): Promise<void>;

  /** Creates a route to `node`. CloudError `already-exists` when the destination is taken. */
  createRoute(table: string, destination: Cidr, node: Instance, options?: CreateOptions): Promise<void>;

  /** Points an existing route at `node`. CloudError `not-found` when it is not there any more. */
  replaceRoute(before: Route, node: Instance, options?: WriteOptions): Promise<void>;

  /** Deletes a route; one that does not exist counts as deleted. */
  deleteRoute(route: Route, options?: WriteOptions): Promise<void>;

  /**
   * Remembers who waits for a range, so that the observation for an event that frees it shows them. Absent where every
   * observation shows all nodes. Throws only what may succeed later.
   */
  recordWaiting?(record: WaitingRecord): Promise<void>;
}

/** How a node is let to forward its pods' packets: by a call while it runs or, with the reason, only when it is created. */
type IpForwardingControl =
  | { readonly kind: 'switchable'; readonly enable: (node: Instance, options?: WriteOptions) => Promise<void> }
  | { readonly kind: 'fixed'; readonly reason: string };

/** What to read: everything (`full`), or just what the hints are about. */
export interface ObserveOptions {
  readonly full: boolean;
  readonly hints: readonly Hint[];
  /** Milliseconds for reads that cost a call for each instance; other claims are `postponed`. Without it, all are read. */
  readonly claimReadTimeout?: number | undefined;
  /** Once aborted, no more claims are read. */
  readonly signal?: AbortSignal | undefined;
  /** Once aborted, nothing more is read nor waited for: CloudError `interrupted`. */
  readonly end?: AbortSignal | undefined;
}

export interface WaitingRecord {
  readonly waiting: readonly WaitingNode[];
  /** Ids of nodes that were to get a route and did not: they wait as before. */
  readonly unserved: ReadonlySet<string>;
  /** Whether nobody else waits. */
  readonly isComplete: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions {
  /** Once aborted, nothing more is sent: CloudError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called right before each attempt, after all waiting for rate limits. False: the write is not sent, without an error. */
  readonly precondition?: () => Promise<boolean>;
}

export interface CreateOptions extends WriteOptions {
  /** On GCP: that of a route which it stands beside. */
  readonly priority?: number | undefined;
}

export async function ifPreconditionHolds<Result>(
  options: WriteOptions,
  send: () => Promise<Result>,
): Promise<Result | undefined> {
  return (await options.precondition?.()) === false ? undefined : send();
}
