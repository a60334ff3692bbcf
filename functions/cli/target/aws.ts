import { ClaimReader } from '../../../shared/aws/pod-cidr/claim-reader.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { readClusterTables } from '../../../shared/aws/routes/route-reads.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { claimStoreFor, ec2ApiFor } from './aws-client.ts';
import { listAwsRoutes } from './aws-routes.ts';
import type { ReadingProgress, Target, TargetIo } from './target.ts';

export function openAwsTarget(settings: SettingsSource, io: TargetIo): Target {
  const config = readAwsConfig(settings);
  const { AWS_REGION: region, AWS_PROFILE: profile } = settings;
  const ec2 = ec2ApiFor(settings, io);
  let progress: ReadingProgress | undefined;
  const onProgress = (completed: number, total: number) => void (progress = { completed, total });
  const claimReader = new ClaimReader(ec2, config.cluster.name, {
    clock: io.runtime,
    store: claimStoreFor(settings, io),
    onProgress,
  });
  return {
    cloud: ec2Cloud(ec2, config, claimReader),
    readingProgress: () => progress,
    cluster: config.cluster,
    location: region === undefined ? `the region of profile ${profile}` : `region ${region}`,
    listRoutes: async (isMeant) => {
      const { ids } = await readClusterTables(ec2, config);
      const tables = await Promise.all(ids.map(async (id) => ({ id, text: await listAwsRoutes(ec2, id, isMeant) })));
      const [only] = tables;
      if (tables.length === 1 && only !== undefined) return only.text;
      return tables.flatMap(({ id, text }) => (text === '' ? [] : [`${id}\n${text}`])).join('\n\n');
    },
  };
}
