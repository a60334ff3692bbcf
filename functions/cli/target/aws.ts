import { ClaimReader } from '../../../shared/aws/claims.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { readTables } from '../../../shared/aws/routes.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import { ec2For } from './aws-client.ts';
import { awsRoutes } from './aws-routes.ts';
import type { Target } from './target.ts';

export function openAws(settings: Source, runtime: Runtime): Target {
  const config = readAwsConfig(settings);
  const { AWS_REGION: region, AWS_PROFILE: profile } = settings;
  const ec2 = ec2For(settings, runtime);
  return {
    cloud: ec2Cloud(ec2, config, new ClaimReader(ec2, config.cluster.name, { runtime })),
    cluster: config.cluster,
    place: region === undefined ? `the region of profile ${profile}` : `region ${region}`,
    listRoutes: async () => {
      const { ids } = await readTables(ec2, config);
      const tables = await Promise.all(ids.map((id) => awsRoutes(ec2, id)));
      const [only] = tables;
      if (tables.length === 1 && only !== undefined) return only;
      return tables.map((table, i) => `${ids[i]}\n${table}`).join('\n\n');
    },
  };
}
