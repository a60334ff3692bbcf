import { ec2Client } from '../../../shared/aws/client.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { readTables } from '../../../shared/aws/routes.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import { awsRoutes } from './aws-routes.ts';
import type { Target } from './target.ts';

export function openAws(settings: Source): Target {
  const config = readAwsConfig(settings);
  const region = settings['AWS_REGION'];
  const client = ec2Client(region === undefined ? {} : { region });
  return {
    cloud: ec2Cloud(client, config),
    cluster: config.cluster,
    place: `region ${region ?? 'of the AWS profile'}`,
    listRoutes: async () => {
      const { ids } = await readTables(client, config);
      const tables = await Promise.all(ids.map((id) => awsRoutes(client, id)));
      const [only] = tables;
      if (tables.length === 1 && only !== undefined) return only;
      return tables.map((table, i) => `${ids[i]}\n${table}`).join('\n\n');
    },
  };
}
