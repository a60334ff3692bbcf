import type { Cidr } from './cidr.ts';
import type { Ask, Instance, Route, Snapshot } from './model.ts';

/**
 * All that the reconciliation needs of a cloud. Every method throws a CloudError and nothing else when the cloud says no;
 * retrying what can be retried at once (throttling, a lost connection) is the implementation's own business.
 */
export interface Cloud {
  readonly kind: 'aws' | 'gcp';

  /** Reads the network, at least as much of it as is asked for. */
  observe(ask: Ask): Promise<Snapshot>;

  /** Reads one route again, freshly. Undefined: there is none. */
  readRoute(table: string, destination: Cidr, name?: string): Promise<Route | undefined>;

  /** Makes a route to `node`. CloudError `exists` when the destination is taken. */
  createRoute(table: string, destination: Cidr, node: Instance): Promise<void>;

  /** Points an existing route at `node`. CloudError `missing` when it is not there any more. */
  replaceRoute(before: Route, node: Instance): Promise<void>;

  /** Deletes a route; one that is gone already counts as deleted. */
  deleteRoute(route: Route): Promise<void>;

  /** Lets `node` forward its pods' packets. Answers why that is not possible by an API call, where it is not. */
  allowForwarding(node: Instance): Promise<string | undefined>;
}
