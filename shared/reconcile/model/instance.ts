import type { Cidr, AddressFamily } from './cidr.ts';
import type { Claim } from './claim.ts';

export type Provider = 'aws' | 'gcp';

export interface Cluster {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
}

/** `stopped`: keeps its routes, which are active again when it starts. `deleted`: for good. */
export type InstanceState = 'pending' | 'running' | 'stopped' | 'deleted';

/** An instance of the cluster's network: a node when it states a pod CIDR, else an appliance or a controller. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** The Auto Scaling group that launched it. */
  readonly group?: string;
  /** Its main private address, for people; routes use `targetByFamily`. */
  readonly address?: string;
  readonly state: InstanceState;
  /** Milliseconds since the epoch; of two claimants the earlier launched wins. */
  readonly launchedAt: number;
  /** Where a route to this node must point, by family: an interface id on AWS, an address on GCP. */
  readonly targetByFamily: Readonly<Partial<Record<AddressFamily, string>>>;
  /** Every interface or address by which a route may reach it, those of `targetByFamily` included. */
  readonly targetIds: readonly string[];
  readonly claim: Claim;
  /** Whether it may forward packets that are not its own (source/dest check off, canIpForward on). */
  readonly canIpForward: boolean;
}
