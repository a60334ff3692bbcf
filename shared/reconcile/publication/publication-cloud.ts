import type { WriteOptions } from '../cloud/cloud.ts';
import type { Cidr } from '../model/ranges/cidr.ts';
import type { InstanceState, Provider } from '../model/instance.ts';
import type { Route } from '../model/route.ts';
import type { Statement } from '../model/statement.ts';

/** An instance of the cluster's network, as far as publishing has to know it. */
export interface StatingInstance {
  readonly id: string;
  readonly name: string;
  /** How a provider ID names it: `i-...` on AWS, `PROJECT/ZONE/NAME` on GCP. */
  readonly providerKey: string;
  readonly addresses: readonly string[];
  readonly state: InstanceState;
  /** Interfaces or addresses by which a route may reach it. */
  readonly targetIds: readonly string[];
  readonly statement: Statement;
}

/** The network as it was read. */
export interface NetworkView {
  readonly tables: readonly string[];
  /** All routes of `tables`. */
  readonly routes: readonly Route[];
  readonly instances: readonly StatingInstance[];
  /** Why instances may be missing in it. */
  readonly gaps: readonly string[];
}

/** All that publishing needs of a cloud: neither user data nor the right to write routes. Its methods throw CloudErrors. */
export interface PublicationCloud {
  readonly kind: Provider;

  read(end?: AbortSignal): Promise<NetworkView>;

  /** Reads statements again, by instance id. Absent where `publish` compares by itself. */
  readStatements?(ids: readonly string[], end?: AbortSignal): Promise<ReadonlyMap<string, Statement>>;

  /**
   * Writes `cidrs` to the instance and notes that it was published. CloudError `already-exists` where the cloud shows that it
   * does not state what `instance.statement` says any more.
   */
  publish(instance: StatingInstance, cidrs: readonly Cidr[], options?: WriteOptions): Promise<void>;
}
