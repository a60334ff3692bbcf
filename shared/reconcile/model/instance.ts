import type { Cidr, AddressFamily } from './cidr.ts';
import type { Claim } from './claim.ts';

export type Provider = 'aws' | 'gcp';

export interface Cluster {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
}

/** `pending`: booting. `stopped`: keeps its routes, they heal on start. `gone`: ended for good. */
export type InstanceState = 'pending' | 'running' | 'stopped' | 'deleted';

/** An instance of the cluster's network: a node when it states a pod CIDR, an appliance or a controller when not. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Its main private address, for people; what a route points at stands in `target`. */
  readonly address?: string;
  readonly state: InstanceState;
  /** Milliseconds since the epoch; the earlier launched of two claimers goes first. */
  readonly launchedAt: number;
  /** Where a route to this node must point, by family: an interface id on AWS, an address on GCP. */
  readonly targetByFamily: Readonly<Partial<Record<AddressFamily, string>>>;
  /** Every interface or address by which a route may reach it, the right ones among them. */
  readonly targetIds: readonly string[];
  readonly claim: Claim;
  /** Whether it may forward packets that are not its own (source/dest check off, canIpForward on). */
  readonly canIpForward: boolean;
}
