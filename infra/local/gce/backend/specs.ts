import type { InstanceInput } from './instances/instances.ts';
import type { RouteInput } from './routes/routes.ts';
import type { SubnetInput } from './network/subnets.ts';
import type { Instance, MetadataItem } from './model.ts';

/** How fast an instance changes: `atOnce`, or `gradually` with `settle()`, as by the API. */
export type Pace = 'atOnce' | 'gradually';

/** An instance, its path, or its name when no other zone has one of that name. */
export type InstanceReference = Instance | string;

/** Metadata as a record, or as items, which keep their order and may repeat a key. */
export type MetadataSpec = Readonly<Record<string, string>> | readonly MetadataItem[];

export interface InstanceSpec {
  readonly name: string;
  readonly zone: string;
  /** A subnet of the zone's region, by name or path. */
  readonly subnet?: string;
  readonly ip?: string;
  readonly ipv6?: string;
  readonly canIpForward?: boolean;
  readonly metadata?: MetadataSpec;
  readonly tags?: readonly string[];
  readonly project?: string;
  /** Other fields, as the API takes them; `networkInterfaces` for more than one interface. */
  readonly input?: InstanceInput;
}

export interface SubnetSpec {
  readonly name: string;
  readonly network: string;
  readonly region: string;
  readonly range: string;
  readonly ipv6Range?: string;
  readonly secondaryRanges?: Readonly<Record<string, string>>;
  readonly project?: string;
}

export type RouteSpec = RouteInput & {
  readonly name: string;
  readonly network: string;
  readonly destRange: string;
  readonly project?: string;
};

/** The body the API would be sent for this instance. */
export function instanceInputOf(spec: InstanceSpec): InstanceInput {
  const nic = { subnetwork: spec.subnet, networkIP: spec.ip, ipv6Address: spec.ipv6 };
  return {
    name: spec.name,
    networkInterfaces: [nic],
    canIpForward: spec.canIpForward,
    metadata: { items: itemsOf(spec.metadata ?? {}) },
    tags: { items: spec.tags },
    ...spec.input,
  };
}

export function subnetInputOf(spec: SubnetSpec): SubnetInput {
  const secondaryIpRanges = Object.entries(spec.secondaryRanges ?? {}).map(([rangeName, ipCidrRange]) => ({
    rangeName,
    ipCidrRange,
  }));
  return { name: spec.name, ipCidrRange: spec.range, internalIpv6Prefix: spec.ipv6Range, secondaryIpRanges };
}

export function itemsOf(metadata: MetadataSpec): readonly MetadataItem[] {
  if (isItems(metadata)) return metadata;
  return Object.entries(metadata).map(([key, value]) => ({ key, value }));
}

const isItems = (metadata: MetadataSpec): metadata is readonly MetadataItem[] => Array.isArray(metadata);
