import { NetworksClient } from '@google-cloud/compute/build/src/v1/networks_client.js';
import { CALL, clientOptions, computeClients } from '../../../shared/gcp/client.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { type Context, makeContext } from '../../../shared/gcp/context.ts';
import { listInstances } from '../../../shared/gcp/instances.ts';
import { listRoutes } from '../../../shared/gcp/routes.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import type { FoundCluster } from './found.ts';
import { statedRanges } from './guess.ts';

async function networkNames({ config, call }: Context): Promise<string[]> {
  const { networkProject: project } = config;
  const client = new NetworksClient(clientOptions(config));
  const [found] = await call('networks.list', `project ${project}`, () => client.list({ project }, { ...CALL }));
  return found.flatMap(({ name }) => (name ? [name] : [])).toSorted();
}

/** The clusters of the project: networks in which an instance has the metadata key `pod-cidr`; of them, `wanted` if given. */
export async function findGcpClusters(source: Source, wanted: string | undefined): Promise<FoundCluster[]> {
  // Name and range are what is looked for; the rest of the settings counts as ever.
  const anything = { CLUSTER_NAME: 'any', CLUSTER_CIDR: '10.0.0.0/8' };
  const base = readGcpConfig({ ...source, ...anything });
  const project = makeContext(computeClients(base), base);
  const names = (await networkNames(project)).filter((name) => wanted === undefined || name === wanted);
  const clusters = await Promise.all(
    names.map(async (name) => {
      const context = { ...project, config: { ...base, network: name } };
      const { instances, idByPath } = await listInstances(context);
      const stating = instances.filter(({ claim }) => claim.kind === 'stated');
      if (stating.length === 0) return undefined;
      const { reserved } = await listRoutes(context, idByPath);
      const settings = {
        project: base.project,
        ...(base.networkProject === base.project ? {} : { networkProject: base.networkProject }),
      };
      const network = `network ${name}`;
      return { name, network, nodes: stating.length, ranges: statedRanges(stating), reserved, settings };
    }),
  );
  return clusters.filter((cluster) => cluster !== undefined);
}
