import type { Cidr } from './cidr.ts';

export type Tags = ReadonlyMap<string, string>;

export interface Resource {
  readonly id: string;
  /** Order of creation; lists and pages follow it. */
  readonly serial: number;
  readonly tags: Tags;
}

export interface CidrAssociation {
  readonly id: string;
  readonly cidr: Cidr;
}

export interface Vpc extends Resource {
  /** Of both families, in the order they were associated; the first is the VPC's own. */
  readonly cidrs: readonly CidrAssociation[];
  readonly dhcpOptionsId: string;
  readonly attributes: ReadonlyMap<string, boolean>;
}

export interface Subnet extends Resource {
  readonly vpcId: string;
  readonly cidr: Cidr;
  readonly ipv6: CidrAssociation | undefined;
  readonly zone: string;
  /** Where the next search for a free address starts. */
  readonly nextHost: bigint;
}

export interface InternetGateway extends Resource {
  readonly vpcId: string | undefined;
}

export interface RouteTableAssociation {
  readonly id: string;
  readonly main: boolean;
  readonly subnetId: string | undefined;
}

export interface RouteTable extends Resource {
  readonly vpcId: string;
  readonly associations: readonly RouteTableAssociation[];
}

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/**
 * Network, subnet and addresses are those of the interface at device index 0. A terminated instance has no interface
 * left, and so has lost them all.
 */
export interface Instance extends Resource {
  readonly reservationId: string;
  readonly clientToken: string | undefined;
  readonly state: InstanceState;
  readonly stateReason: string;
  readonly launchTime: number;
  readonly launchIndex: number;
  readonly imageId: string;
  readonly instanceType: string;
  readonly keyName: string | undefined;
  readonly profile: string | undefined;
  /** As the API gives and takes it: base64. */
  readonly userData: string | undefined;
  /** EC2 then takes fewer tag keys. */
  readonly showsTagsInMetadata: boolean;
  readonly metadataService: MetadataService;
}

/** What the instance's metadata service answers to. */
export interface MetadataService {
  readonly isEnabled: boolean;
  readonly needsToken: boolean;
  /** How many hops the answer with a token travels. */
  readonly hopLimit: number;
}

export interface Attachment {
  readonly id: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly attachTime: number;
}

export interface NetworkInterface extends Resource {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly description: string;
  readonly privateIpAddress: string;
  readonly ipv6Addresses: readonly string[];
  readonly associatePublicIp: boolean;
  readonly sourceDestCheck: boolean;
  readonly groupIds: readonly string[];
  readonly attachment: Attachment | undefined;
}

export interface Permission {
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly ranges: readonly string[];
  readonly ipv6Ranges: readonly string[];
  readonly prefixListIds: readonly string[];
  readonly groupIds: readonly string[];
}

export interface SecurityGroup extends Resource {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly ingress: readonly Permission[];
  readonly egress: readonly Permission[];
}

export interface AclEntry {
  /** The lowest number that matches decides. */
  readonly number: number;
  readonly egress: boolean;
  /** As on the wire: a number, -1 for all. */
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidr: Cidr;
  readonly ports: { readonly from: number; readonly to: number } | undefined;
  readonly icmp: { readonly type: number; readonly code: number } | undefined;
}

export interface NetworkAcl extends Resource {
  readonly vpcId: string;
  /** The ACL of subnets that were given no other. */
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[];
}

export interface DhcpOptions extends Resource {
  readonly configurations: ReadonlyMap<string, readonly string[]>;
}

export interface KeyPair extends Resource {
  readonly name: string;
  readonly fingerprint: string;
}
