import type { Cidr, AddressFamily } from './ranges/cidr.ts';
import type { Claim } from './claim.ts';
import { printable } from './text/printable-text.ts';

export type Provider = 'aws' | 'gcp';

/** Prefix lengths of the ranges that nodes are given which ask for one. */
export type NodeMaskSizes = Readonly<Record<AddressFamily, number>>;

/** Those of Kubernetes (`--node-cidr-mask-size-ipv4`, `-ipv6`). */
export const DEFAULT_NODE_MASK_SIZES: NodeMaskSizes = { ipv4: 24, ipv6: 64 };

export interface Cluster {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
  /** DEFAULT_NODE_MASK_SIZES when it is left out. */
  readonly nodeMaskSizes?: NodeMaskSizes;
}

/** `worker-0 (i-0123456789abcdef0)`; once where both are the same. */
export const labelOf = (name: string, id: string): string => (name === id ? id : `${name} (${id})`);

/** A group's own name: Compute Engine notes its whole path. */
export const groupLabel = (group: string): string => printable(group.split('/').at(-1) ?? group);

/** `stopped`: keeps its routes, which are active again when it starts. `deleted`: for good. */
export type InstanceState = 'pending' | 'running' | 'stopped' | 'deleted';

/** An instance of the cluster's network: a node when it states a pod CIDR, else an appliance or a controller. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** The Auto Scaling group or managed instance group that launched it. */
  readonly group?: string;
  /** Where commands about it look for it; absent where they need no zone. */
  readonly zone?: string;
  /** Whether it has the cluster's tag; absent where no cloud has such a tag. */
  readonly hasClusterTag?: boolean;
  /** Its main private address, for people; routes use `targetByFamily`. */
  readonly address?: string;
  readonly state: InstanceState;
  /** Milliseconds since the epoch; of two claimants the earlier launched wins. */
  readonly launchedAt: number;
  /** Where a route to this node must point, by family: an interface id on AWS, an address on GCP. */
  readonly targetByFamily: Readonly<Partial<Record<AddressFamily, string>>>;
  /** Families in which it has an address; those of `targetByFamily` where that is not said. */
  readonly addressFamilies?: readonly AddressFamily[];
  /** Every interface or address by which a route may reach it, those of `targetByFamily` included. */
  readonly targetIds: readonly string[];
  readonly claim: Claim;
  /** Whether it may forward packets that are not its own (source/dest check off, canIpForward on). */
  readonly canIpForward: boolean;
}
