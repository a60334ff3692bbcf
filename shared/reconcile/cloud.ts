import type { Cidr } from './cidr.ts';
import type { Ask, Instance, Provider, Route, Snapshot } from './model.ts';

/** What a write has to heed. It may have to wait for its turn, and much can happen meanwhile. */
export interface Permit {
  /** Once aborted, what was not sent is not sent any more: CloudError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Asked each time right before it is sent, with nothing left to wait for. False: it is not sent, and that is no error. */
  readonly confirm?: () => Promise<boolean>;
}

/** Sends a write unless its permit says no at the last moment. */
export async function ifConfirmed<Result>(permit: Permit, send: () => Promise<Result>): Promise<Result | undefined> {
  return (await permit.confirm?.()) === false ? undefined : send();
}

/**
 * All that the reconciliation needs of a cloud. Every method throws a CloudError and nothing else when the cloud says no;
 * pace, and retrying what can be retried at once (throttling, a lost connection), are the implementation's own business.
 */
export interface Cloud {
  readonly kind: Provider;

  /** Reads the network, at least as much of it as is asked for. */
  observe(ask: Ask): Promise<Snapshot>;

  /** Reads one route again. The read begins after the call; calls made at the same time may share one. Undefined: there is none. */
  readRoute(table: string, destination: Cidr, name?: string): Promise<Route | undefined>;

  /** Makes a route to `node`. CloudError `exists` when the destination is taken. */
  createRoute(table: string, destination: Cidr, node: Instance, permit?: Permit): Promise<void>;

  /** Points an existing route at `node`. CloudError `missing` when it is not there any more. */
  replaceRoute(before: Route, node: Instance, permit?: Permit): Promise<void>;

  /** Deletes a route; one that is gone already counts as deleted. */
  deleteRoute(route: Route, permit?: Permit): Promise<void>;

  /** Lets `node` forward its pods' packets. Answers why that is not possible by an API call, where it is not. */
  allowForwarding(node: Instance, permit?: Permit): Promise<string | undefined>;
}
