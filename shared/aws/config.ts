import type { Cluster } from '../reconcile/model/instance.ts';
import { parseList, readCluster, SettingsReader, type SettingsSource } from '../reconcile/settings.ts';

export interface AwsConfig {
  readonly cluster: Cluster;
  /** The cluster's route tables; empty means all that carry the cluster's tag. */
  readonly routeTableIds: readonly string[];
  /** How many routes of one family a table may hold, where that matters. */
  readonly routeQuota?: number;
}

/** Settings of the deployed function. */
export interface AwsFunctionConfig extends AwsConfig {
  readonly routeQuota: number;
  /** Name or ARN of the event bus for outcomes; without it none are published. */
  readonly eventBus?: string;
  /** Whether a launch hook is completed with ABANDON when the node's pod CIDR is refused or another node's. */
  readonly abandonOnFailure: boolean;
  /** Whether claims read from user data are written to tags of the instances, and read from there. */
  readonly writePodCidrTag: boolean;
  /** Whether the role lets it tell nodes their range that ask for one. */
  readonly allocate: boolean;
  /** Whether the launch hook of an instance that states nothing waits for a range. */
  readonly gateWaitsForRange: boolean;
}

/** AWS's default since 2025; accounts may have up to 1,000. */
const DEFAULT_ROUTE_QUOTA = 500;

function readBoolean(reader: SettingsReader, name: string): boolean {
  const value = reader.optional(name) ?? 'false';
  reader.requirePattern(name, value, /^(true|false)$/, 'true or false');
  return value === 'true';
}

function readFunctionSettings(reader: SettingsReader) {
  const bus = reader.optional('EVENT_BUS_NAME');
  reader.requirePattern(
    'EVENT_BUS_NAME',
    bus ?? '',
    /^(arn:aws[a-z-]*:events:\S+|[/.\w-]{1,256})$/,
    'default or an ARN',
  );
  const quota = reader.optional('ROUTE_QUOTA') ?? `${DEFAULT_ROUTE_QUOTA}`;
  reader.requirePattern('ROUTE_QUOTA', quota, /^[1-9]\d{0,4}$/, `${DEFAULT_ROUTE_QUOTA}`);
  return {
    ...(bus === undefined ? {} : { eventBus: bus }),
    abandonOnFailure: readBoolean(reader, 'ABANDON_ON_FAILURE'),
    writePodCidrTag: readBoolean(reader, 'WRITE_POD_CIDR_TAG'),
    allocate: readBoolean(reader, 'ALLOCATE'),
    gateWaitsForRange: readBoolean(reader, 'GATE_WAITS_FOR_RANGE'),
    routeQuota: Number(quota),
  };
}

/** The SDK reads the region by itself; a missing or invalid one is reported with the other mistakes. */
export function readRegion(reader: SettingsReader): void {
  const example = 'us-east-1';
  const isConfiguredElsewhere = ['AWS_PROFILE', 'AWS_DEFAULT_REGION'].some(
    (name) => reader.optional(name) !== undefined,
  );
  const region = isConfiguredElsewhere ? (reader.optional('AWS_REGION') ?? '') : reader.required('AWS_REGION', example);
  // It becomes part of a host name.
  reader.requirePattern('AWS_REGION', region, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, example);
}

/**
 * Reads the settings for AWS; the SDK reads region, credentials and endpoint. Throws one SettingsError that names every
 * mistake, a missing region included.
 */
export function readAwsConfig(source: SettingsSource): AwsFunctionConfig {
  const reader = new SettingsReader(source);
  const cluster = readCluster(reader);
  const routeTableIds = parseList(reader.optional('ROUTE_TABLE_IDS') ?? '');
  for (const id of routeTableIds) {
    reader.requirePattern('ROUTE_TABLE_IDS', id, /^rtb-[0-9a-f]{8,17}$/, 'rtb-0123456789abcdef0,rtb-0fedcba9876543210');
  }
  readRegion(reader);
  const functionSettings = readFunctionSettings(reader);
  reader.throwIfInvalid();
  return { cluster, routeTableIds, ...functionSettings };
}
