import type { Provider, Instance } from '../model/instance.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Cidr } from '../model/cidr.ts';
import type { Route } from '../model/route.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * All that the reconciliation needs of a cloud. Every method throws a CloudError and nothing else when the cloud says no;
 * pace, and retrying what can be retried at once (throttling, a lost connection), are the implementation's own business.
 */
export interface Cloud {
  readonly kind: Provider;

  /** Reads the network, at least as much of it as is asked for. */
  observe(options: ObserveOptions): Promise<Snapshot>;

  /** Reads one route again. The read begins after the call; calls made at the same time may share one. Undefined: there is none. */
  readRoute(table: string, destination: Cidr, name?: string): Promise<Route | undefined>;

  /** Makes a route to `node`. CloudError `exists` when the destination is taken. */
  createRoute(table: string, destination: Cidr, node: Instance, options?: WriteOptions): Promise<void>;

  /** Points an existing route at `node`. CloudError `missing` when it is not there any more. */
  replaceRoute(before: Route, node: Instance, options?: WriteOptions): Promise<void>;

  /** Deletes a route; one that is gone already counts as deleted. */
  deleteRoute(route: Route, options?: WriteOptions): Promise<void>;

  /** Lets `node` forward its pods' packets. Answers why that is not possible by an API call, where it is not. */
  enableIpForwarding(node: Instance, options?: WriteOptions): Promise<string | undefined>;
}
