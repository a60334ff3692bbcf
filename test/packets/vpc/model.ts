/** What of a VPC decides whether a packet arrives, the same for both clouds. */
export interface VpcModel {
  readonly ports: readonly Port[];
  /** Routes by table; each port names the one that is for what it sends. */
  readonly tables: ReadonlyMap<string, readonly RouteEntry[]>;
  readonly filters: readonly Filter[];
}

/** Where an instance is connected: a network interface. */
export interface Port {
  readonly id: string;
  readonly instance: string;
  /** The place among the instance's interfaces; pods send by the first. */
  readonly index: number;
  readonly addresses: readonly string[];
  readonly isUp: boolean;
  /** Whether it may send and receive packets of other addresses than its own. */
  readonly forwards: boolean;
  readonly table: string;
}

/** `local`: to the port that has the address. `nowhere`: blackholes, and gateways, behind which nobody answers. */
export type RouteTarget =
  | { readonly kind: 'local' | 'nowhere' }
  /** To one of several, if there are several. */
  | { readonly kind: 'ports'; readonly ports: readonly string[] };

export interface RouteEntry {
  readonly destination: string;
  /** Of equal destinations the lowest wins. */
  readonly metric: number;
  readonly target: RouteTarget;
}

/** The first rule that matches decides; what none matches is dropped. */
export interface Filter {
  readonly ports: readonly string[];
  /** As the ports see it. */
  readonly direction: 'out' | 'in';
  /** Whether answers pass unasked. */
  readonly isStateful: boolean;
  /** Of what passes between two of the ports, nothing is asked. */
  readonly isBorder: boolean;
  readonly rules: readonly FilterRule[];
}

export interface FilterRule {
  readonly verdict: 'allow' | 'deny';
  /** A range, or an address: where it comes from, or goes to. */
  readonly peer: string;
  /** As on the wire; undefined for all. */
  readonly protocol: number | undefined;
  readonly ports?: Interval | undefined;
  readonly icmpType?: number | undefined;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A local cloud, seen as one network. */
export interface VpcSource {
  readonly read: () => VpcModel;
  /** Calls `listener` when something changes; by the next microtask it has. */
  readonly onWrite: (listener: () => void) => () => void;
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  ipip: 4,
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  sctp: 132,
};

/** The number of a protocol by name or number; undefined for all of them. */
export function protocolNumber(text: string): number | undefined {
  if (text === '-1' || text === 'all') return undefined;
  return PROTOCOLS[text] ?? Number(text);
}
