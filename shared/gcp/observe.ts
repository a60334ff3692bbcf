import { CloudError } from '../reconcile/errors.ts';
import { endedIn, endedInstance } from '../reconcile/ended.ts';
import type { Hint, Instance, Route, Snapshot } from '../reconcile/model.ts';
import type { Context } from './context.ts';
import { listInstances } from './instances.ts';
import { listRoutes } from './routes.ts';

/**
 * A route leads to an address: while an instance of the network has it, re-pointing the route would change nothing,
 * whatever a lagging warning says.
 */
function withLiveHops(routes: readonly Route[], instances: readonly Instance[]): Route[] {
  const assigned = new Set(instances.filter(({ life }) => life !== 'gone').flatMap((each) => each.reachedBy));
  return routes.map((route) =>
    route.hop.kind === 'instance' && route.hop.interface !== undefined && assigned.has(route.hop.interface)
      ? { ...route, state: 'active' }
      : route,
  );
}

/** Reads the whole network. Listings carry the metadata, so looking at everything costs no more than looking at one node. */
export async function observe(context: Context, hints: readonly Hint[]) {
  const { config } = context;
  const listing = await listInstances(context).catch((error: unknown) => {
    // Nothing is listed of a project that does not exist; to single calls the same answer means a race.
    if (!(error instanceof CloudError) || error.trouble !== 'missing') throw error;
    throw new CloudError('misconfigured', error.code, `${error.message}; check GOOGLE_CLOUD_PROJECT`);
  });
  const { routes, reserved } = await listRoutes(context, listing.idByPath);
  const endedIds = new Set(endedIn(hints));
  const instances = [...listing.instances.filter(({ id }) => !endedIds.has(id)), ...[...endedIds].map(endedInstance)];
  const partial = listing.unreachable.length > 0;
  const snapshot: Snapshot = {
    view: partial ? 'partial' : 'complete',
    tables: [config.network],
    instances,
    routes: withLiveHops(routes, instances),
    reserved,
    missing: hints.map((hint) => hint.instance).filter((id) => !endedIds.has(id) && !listing.ids.has(id)),
    gaps: listing.unreachable.map((zone) => `zone ${zone} could not be reached`),
  };
  return { snapshot, idByPath: listing.idByPath };
}
