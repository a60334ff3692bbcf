import { NetworksClient } from '@google-cloud/compute/build/src/v1/networks_client.js';
import { clientOptions, computeClients } from '../../../shared/gcp/api/client.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { type ComputeApi, makeComputeApi } from '../../../shared/gcp/api/api.ts';
import { listInstances } from '../../../shared/gcp/instances.ts';
import { listRoutes } from '../../../shared/gcp/routes/route-reads.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { INTERACTIVE_RETRY_POLICY } from '../../../shared/gcp/api/retry-policy.ts';
import type { TargetIo } from '../target/target.ts';
import type { DiscoveredCluster } from './discovered-cluster.ts';
import { statedPodCidrs } from './guess-cluster-cidr.ts';

async function networkNames({ config, call, send }: ComputeApi): Promise<string[]> {
  const { networkProject: project } = config;
  const client = new NetworksClient(clientOptions(config));
  const [found] = await call('networks.list', `project ${project}`, () =>
    send((options) => client.list({ project }, options)),
  );
  return found.flatMap(({ name }) => (name ? [name] : [])).toSorted();
}

/** The clusters of the project: networks in which an instance has the metadata key `pod-cidr`; of them, `wanted` if given. */
export async function discoverGcpClusters(
  source: SettingsSource,
  clusterName: string | undefined,
  { runtime: clock, requestTimeout }: TargetIo,
): Promise<DiscoveredCluster[]> {
  // Name and range are what is looked for; the rest of the settings counts as ever.
  const placeholders = { CLUSTER_NAME: 'any', CLUSTER_CIDR: '10.0.0.0/8' };
  const base = readGcpConfig({ ...source, ...placeholders });
  const project = makeComputeApi(computeClients(base), base, {
    clock,
    requestTimeout,
    retryPolicy: INTERACTIVE_RETRY_POLICY,
  });
  const names = (await networkNames(project)).filter((name) => clusterName === undefined || name === clusterName);
  const clusters = await Promise.all(
    names.map(async (name) => {
      const context = { ...project, config: { ...base, network: name } };
      const { instances, idByPath } = await listInstances(context);
      const nodes = instances.filter(({ claim }) => claim.kind === 'stated');
      if (nodes.length === 0) return undefined;
      const { reserved } = await listRoutes(context, idByPath);
      const settings = {
        project: base.project,
        ...(base.networkProject === base.project ? {} : { networkProject: base.networkProject }),
      };
      const network = `network ${name}`;
      return { name, network, nodeCount: nodes.length, podCidrs: statedPodCidrs(nodes), reserved, settings };
    }),
  );
  return clusters.filter((cluster) => cluster !== undefined);
}
