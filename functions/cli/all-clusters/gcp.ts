import { readGcpConfig } from '../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../doctor/gcp/deployment/reader.ts';
import { RestClient } from '../doctor/gcp/rest-client.ts';
import { discoverGcpClusters } from '../init/gcp-discovery.ts';
import type { TargetIo } from '../target/target.ts';
import type { ClusterFinder } from './find-clusters.ts';

export function gcpClusterFinder(settings: SettingsSource, io: TargetIo): ClusterFinder {
  return {
    names: async () => (await discoverGcpClusters(settings, undefined, io)).map(({ name }) => name),
    deployedSettings: async (name) => {
      // The range is what is looked for.
      const config = readGcpConfig({ ...settings, CLUSTER_NAME: name, CLUSTER_CIDR: '10.0.0.0/8' });
      return (await new DeploymentReader(new RestClient(config, io), config).function())?.settings;
    },
    discover: (name) => discoverGcpClusters(settings, name, io),
  };
}
