import type { Cluster } from '../reconcile/reconcile.ts';
import { listOf, readCluster, SettingsReader, type Source } from '../reconcile/settings.ts';

export interface AwsConfig {
  readonly cluster: Cluster;
  /** The cluster's route tables; empty means all that carry the cluster's tag. */
  readonly routeTableIds: readonly string[];
}

/**
 * Reads the settings for AWS. Region, credentials and endpoint are the SDK's own business, but a missing region is named
 * here, with the rest, instead of on the first call. Throws one SettingsError that names every mistake.
 */
export function readAwsConfig(source: Source): AwsConfig {
  const reader = new SettingsReader(source);
  const cluster = readCluster(reader);
  const routeTableIds = listOf(reader.optional('ROUTE_TABLE_IDS') ?? '');
  for (const id of routeTableIds) {
    reader.matching('ROUTE_TABLE_IDS', id, /^rtb-[0-9a-f]{8,17}$/, 'rtb-0123456789abcdef0,rtb-0fedcba9876543210');
  }
  if (reader.optional('AWS_PROFILE') === undefined && reader.optional('AWS_DEFAULT_REGION') === undefined) {
    reader.required('AWS_REGION', 'us-east-1');
  }
  reader.finish();
  return { cluster, routeTableIds };
}
