import type { PublicationCloud } from '../reconcile/publication/publication-cloud.ts';
import { type ComputeApi, readsUntil } from './api/api.ts';
import { listInstances } from './instances.ts';
import { publishPodCidrMetadata } from './pod-cidr-metadata.ts';
import { listRoutes } from './routes/route-reads.ts';

/** `zones/ZONE/instances/NAME` as its parts. */
function partsOfPath(path: string): { readonly zone: string; readonly name: string } {
  const [, zone = '', , name = ''] = path.split('/');
  return { zone, name };
}

/** Compute Engine for a publisher. The metadata's fingerprint keeps what somebody else states meanwhile. */
export function computePublication(api: ComputeApi): PublicationCloud {
  const { project } = api.config;
  return {
    kind: 'gcp',
    async read(end) {
      const reader = readsUntil(api, end);
      const { instances, idByPath, statements, unreachableZones } = await listInstances(reader);
      const { routes } = await listRoutes(reader, idByPath);
      const pathById = new Map([...idByPath].map(([path, id]) => [id, path]));
      return {
        tables: [api.config.network],
        routes,
        instances: instances.map(({ id, name, state, targetIds }) => {
          const { zone, name: ownName } = partsOfPath(pathById.get(id) ?? '');
          const providerKey = `${project}/${zone}/${ownName}`;
          return { id, name, providerKey, state, addresses: targetIds, targetIds, statement: statements.get(id) ?? {} };
        }),
        gaps: unreachableZones.map((zone) => `zone ${zone} could not be reached`),
      };
    },
    async publish({ id, providerKey, statement }, cidrs, options) {
      const [, zone = ''] = providerKey.split('/');
      // By its id: another instance has its name once a group has recreated it.
      await publishPodCidrMetadata(api, { zone, instance: id }, cidrs, statement, options);
    },
  };
}
