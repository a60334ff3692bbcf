/** Never changed in place: a change puts a new object in the store. */
export interface Resource {
  readonly path: string;
  readonly id: string;
  readonly created: number;
  readonly description?: string | undefined;
}

export interface Network extends Resource {
  readonly autoCreateSubnetworks: boolean;
  readonly routingMode: string;
}

export interface SecondaryRange {
  readonly rangeName: string;
  readonly ipCidrRange: string;
}

export interface Subnet extends Resource {
  /** The network's path. */
  readonly network: string;
  readonly range: string;
  readonly ipv6Range?: string | undefined;
  readonly secondaryRanges: readonly SecondaryRange[];
  readonly fingerprint: string;
}

export interface Nic {
  readonly network: string;
  readonly subnet: string;
  readonly ip: string;
  readonly ipv6?: string | undefined;
  readonly externalIp?: string | undefined;
  readonly fingerprint: string;
}

export interface MetadataItem {
  readonly key: string;
  readonly value: string;
}

export interface Metadata {
  readonly fingerprint: string;
  /** In the order they were posted. */
  readonly items: readonly MetadataItem[];
}

export type InstanceStatus =
  'PROVISIONING' | 'STAGING' | 'RUNNING' | 'STOPPING' | 'SUSPENDING' | 'SUSPENDED' | 'REPAIRING' | 'TERMINATED';

export interface Instance extends Resource {
  readonly status: InstanceStatus;
  readonly nics: readonly Nic[];
  readonly canIpForward: boolean;
  readonly metadata: Metadata;
  readonly tags: readonly string[];
  readonly tagsFingerprint: string;
  /** Other fields of the posted body (disks, machine type, labels and so on), given back as they came. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export type NextHopField =
  'nextHopIp' | 'nextHopInstance' | 'nextHopGateway' | 'nextHopNetwork' | 'nextHopIlb' | 'nextHopVpnTunnel';

/** The one next hop of a route: an address, or the path of a resource. */
export interface NextHop {
  readonly field: NextHopField;
  readonly value: string;
}

export interface Route extends Resource {
  readonly network: string;
  readonly destRange: string;
  readonly priority: number;
  readonly nextHop: NextHop;
  readonly tags: readonly string[];
  /** `static` was made by a caller, `default` with the network, `subnet` with a subnet. */
  readonly origin: 'static' | 'default' | 'subnet';
}

/** A resource the service only keeps: firewalls and addresses, of which no rule here depends. */
export interface PlainResource extends Resource {
  readonly fields: Readonly<Record<string, unknown>>;
}
