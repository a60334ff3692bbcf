import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../doctor/aws/deployment/reader.ts';
import { awsClusterNames, discoverAwsClusters } from '../init/aws-discovery.ts';
import { awsClientConfig } from '../target/aws-client.ts';
import type { TargetIo } from '../target/target.ts';
import type { ClusterFinder } from './find-clusters.ts';

export function awsClusterFinder(settings: SettingsSource, io: TargetIo): ClusterFinder {
  return {
    names: () => awsClusterNames(settings, io),
    deployedSettings: async (name) => {
      const reader = new DeploymentReader(name, awsClientConfig(settings), io.requestTimeout);
      return (await reader.function())?.settings;
    },
    discover: (name) => discoverAwsClusters(settings, name, io),
  };
}
