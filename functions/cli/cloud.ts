import type { Cloud } from '../../shared/reconcile/cloud.ts';
import type { Cluster } from '../../shared/reconcile/reconcile.ts';
import type { Source } from '../../shared/reconcile/settings.ts';

export interface Target {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
}

// Each client is loaded only when its cloud is meant: they are by far the slowest part of the start.
async function aws(settings: Source): Promise<Target> {
  const { readAwsConfig } = await import('../../shared/aws/config.ts');
  const config = readAwsConfig(settings);
  const { ec2Client } = await import('../../shared/aws/client.ts');
  const { ec2Cloud } = await import('../../shared/aws/cloud.ts');
  const region = settings['AWS_REGION'];
  return { cloud: ec2Cloud(ec2Client(region === undefined ? {} : { region }), config), cluster: config.cluster };
}

async function gcp(settings: Source): Promise<Target> {
  const { readGcpConfig } = await import('../../shared/gcp/config.ts');
  const config = readGcpConfig(settings);
  const { computeClients } = await import('../../shared/gcp/client.ts');
  const { computeCloud } = await import('../../shared/gcp/cloud.ts');
  return { cloud: computeCloud(computeClients(config), config), cluster: config.cluster };
}

/** Opens the cloud that `settings` describe. Throws SettingsError before any call when they are wrong. */
export function openCloud(kind: 'aws' | 'gcp', settings: Source): Promise<Target> {
  return kind === 'aws' ? aws(settings) : gcp(settings);
}
