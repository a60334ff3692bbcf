import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Direction, FilterRule, PacketFilter } from '../doctor/analyze/packet-filter.ts';

/** What of a VPC decides whether a packet arrives, as far as its API tells; the same for both clouds. */
export interface Network {
  readonly machines: readonly Machine[];
}

/** An instance that is not gone. */
export interface Machine {
  readonly id: string;
  readonly name: string;
  /** In the cloud's own words. */
  readonly state: string;
  readonly isUp: boolean;
  /** The one by which its pods send comes first. */
  readonly ports: readonly Port[];
}

/** A network interface. */
export interface Port {
  readonly id: string;
  readonly machine: { readonly id: string; readonly name: string };
  /** As ranges of one address. */
  readonly addresses: readonly Cidr[];
  /** Whether it may send and receive packets of other addresses than its own. */
  readonly forwards: boolean;
  /** What has to be so for that, as it stands in a sentence. */
  readonly forwarding: { readonly on: string; readonly off: string };
  /** The subnet. */
  readonly zone: string;
  readonly table: Table;
  readonly gates: readonly Gate[];
}

/** The routes for what a port sends. */
export interface Table {
  readonly id: string;
  /** Why it is this one, as a sentence. */
  readonly why: string;
  readonly routes: readonly RouteEntry[];
}

export interface RouteEntry {
  readonly destination: Cidr;
  /** Of equal destinations the lowest wins. */
  readonly rank: number;
  /** For people: `10.200.1.0/24 -> eni-1`. */
  readonly label: string;
  readonly target: RouteTarget;
  /** The cloud's name for it, where it has one. */
  readonly name?: string;
  /** What is wrong with it by the decision table. */
  readonly standing?: RouteStanding;
}

/** `stale`: it would be replaced or deleted. `conflict`: it is in the way of a node. */
export interface RouteStanding {
  readonly status: 'stale' | 'conflict';
  readonly reason: string;
}

export type RouteTarget =
  /** To whoever has the address in the network itself. */
  | { readonly kind: 'local' }
  | { readonly kind: 'port'; readonly port: string }
  /** A target that is gone, or that cannot take packets now. */
  | { readonly kind: 'blackhole'; readonly label: string }
  /** A gateway, a peering: behind it there are no pods of this network. */
  | { readonly kind: 'elsewhere'; readonly label: string };

/** A security group, a network ACL, the firewall rules of a network: what packets have to be let through by. */
export interface Gate {
  /** Its id for the cloud. */
  readonly id: string;
  /** As it stands in a sentence. */
  readonly name: string;
  readonly direction: Direction;
  /** Whether it stands at the border of the subnet, and not before each interface. */
  readonly isBorder: boolean;
  /** Whether answers pass unasked. */
  readonly isStateful: boolean;
  /** Or why it could not be read. */
  readonly filter: PacketFilter | { readonly unread: string };
  /** What stands in its rules that is not looked into. */
  readonly doubt?: { readonly why: string; readonly about: 'drops' | 'drops of own addresses' | 'everything' };
  /** The commands after which it lets packets from or to the ranges through, before the rule that drops them. */
  readonly allow: (ranges: readonly Cidr[], by: FilterRule | undefined) => readonly string[];
}
