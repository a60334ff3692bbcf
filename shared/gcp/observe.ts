import type { GcpConfig } from './config.ts';
import type { ComputeApi } from './api/api.ts';
import { type Hint, deletedInstanceIds, deletedInstance } from '../reconcile/model/hint.ts';
import { listInstances } from './instances.ts';
import { CloudError } from '../reconcile/cloud/cloud-error.ts';
import { listRoutes } from './routes/route-reads.ts';
import type { Snapshot } from '../reconcile/model/snapshot.ts';
import { withoutStaleBlackholes } from './routes/next-hop-warnings.ts';

/** The quota is one for both families. */
function tableUsagesOf({ network, routeQuota: quota }: GcpConfig, routes: number): Pick<Snapshot, 'tableUsages'> {
  return quota === undefined ? {} : { tableUsages: [{ table: network, routes, quota }] };
}

/** Reads the whole network: listings have the metadata, so that costs no more calls than one node. */
export async function observe(api: ComputeApi, hints: readonly Hint[]) {
  const { config } = api;
  const listing = await listInstances(api).catch((error: unknown) => {
    // The project does not exist; for calls about one resource the same error means that that was deleted.
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check GOOGLE_CLOUD_PROJECT`);
  });
  const { routes, reserved, staticRoutes } = await listRoutes(api, listing.idByPath);
  const deletedIds = new Set(deletedInstanceIds(hints));
  const instances = [
    ...listing.instances.filter(({ id }) => !deletedIds.has(id)),
    ...[...deletedIds].map(deletedInstance),
  ];
  const isPartial = listing.unreachableZones.length > 0;
  const snapshot: Snapshot = {
    coverage: isPartial ? 'partial' : 'complete',
    tables: [config.network],
    instances,
    routes: withoutStaleBlackholes(routes, instances),
    reserved,
    notFound: hints.map((hint) => hint.instanceId).filter((id) => !deletedIds.has(id) && !listing.ids.has(id)),
    ...tableUsagesOf(config, staticRoutes),
    gaps: listing.unreachableZones.map((zone) => `zone ${zone} could not be reached`),
  };
  return { snapshot, idByPath: listing.idByPath };
}
