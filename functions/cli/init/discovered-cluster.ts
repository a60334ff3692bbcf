import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';

/** A cluster as the account shows it. */
export interface DiscoveredCluster {
  readonly name: string;
  /** Its network, for people. */
  readonly network: string;
  readonly nodeCount: number;
  /** The ranges that its nodes state. */
  readonly podCidrs: readonly Cidr[];
  /** The network's own ranges. */
  readonly reserved: readonly Cidr[];
  /** What else the settings file has to say. */
  readonly settings: Readonly<Record<string, string>>;
}
