import { NetworksClient } from '@google-cloud/compute/build/src/v1/networks_client.js';
import { calling, PATIENT } from '../../../shared/gcp/calling.ts';
import { CALL, clientOptions, computeClients } from '../../../shared/gcp/client.ts';
import { type GcpConfig, readGcpConfig } from '../../../shared/gcp/config.ts';
import { listInstances } from '../../../shared/gcp/instances.ts';
import { listRoutes } from '../../../shared/gcp/routes.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import type { FoundCluster } from './found.ts';
import { statedRanges } from './guess.ts';

async function networkNames(config: GcpConfig): Promise<string[]> {
  const { networkProject: project } = config;
  const client = new NetworksClient(clientOptions(config));
  const [found] = await calling('networks.list', `project ${project}`, () => client.list({ project }, CALL), PATIENT);
  return found.flatMap(({ name }) => (name ? [name] : [])).toSorted();
}

/** The clusters of the project: networks in which an instance has the metadata key `pod-cidr`; of them, `wanted` if given. */
export async function findGcpClusters(source: Source, wanted: string | undefined): Promise<FoundCluster[]> {
  // Name and range are what is looked for; the rest of the settings counts as ever.
  const anything = { CLUSTER_NAME: 'any', CLUSTER_CIDR: '10.0.0.0/8' };
  const base = readGcpConfig({ ...source, ...anything });
  const names = (await networkNames(base)).filter((name) => wanted === undefined || name === wanted);
  const clients = computeClients(base);
  const clusters = await Promise.all(
    names.map(async (name) => {
      const config = { ...base, network: name };
      const { instances, idByPath } = await listInstances(clients, config, PATIENT);
      const stating = instances.filter(({ claim }) => claim.kind === 'stated');
      if (stating.length === 0) return undefined;
      const { reserved } = await listRoutes({ clients, config, patience: PATIENT }, idByPath);
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
