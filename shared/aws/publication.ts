import { statementOf, PUBLISHED_KEY, type Statement } from '../reconcile/model/statement.ts';
import type { PublicationCloud, StatingInstance } from '../reconcile/publication/publication-cloud.ts';
import { type Ec2Api, readsUntil } from './api/api.ts';
import type { AwsConfig } from './config.ts';
import { type DescribedInstance, instancesByFilter, instancesInVpc } from './instances.ts';
import { clustersIn, POD_CIDR_TAG } from './names.ts';
import { publishPodCidrTags } from './pod-cidr/pod-cidr-tag.ts';
import { readClusterTables } from './routes/route-reads.ts';

const statementIn = ({ tags }: DescribedInstance): Statement =>
  statementOf(tags.get(POD_CIDR_TAG), tags.get(PUBLISHED_KEY));

function toStatingInstance(described: DescribedInstance): StatingInstance {
  const { id, name, state, address, targetIds } = described.instance;
  const addresses = address === undefined ? [] : [address];
  return { id, name, providerKey: id, state, addresses, targetIds, statement: statementIn(described) };
}

/** EC2 for a publisher. User data is not read: a tag counts before it, and whoever may read it reads secrets. */
export function ec2Publication(ec2: Ec2Api, config: AwsConfig): PublicationCloud {
  const isOthers = ({ tags }: DescribedInstance) => {
    const clusters = clustersIn(tags.keys());
    return clusters.length > 0 && !clusters.includes(config.cluster.name);
  };
  return {
    kind: 'aws',
    async read(end) {
      const reader = readsUntil(ec2, end);
      const { ids, routes, vpcId } = await readClusterTables(reader, config);
      const described = await instancesInVpc(reader, vpcId);
      const instances = described.filter((each) => !isOthers(each)).map(toStatingInstance);
      return { tables: ids, routes, instances, gaps: [] };
    },
    async readStatements(ids, end) {
      const described = await instancesByFilter(readsUntil(ec2, end), 'instance-id', ids);
      return new Map(described.map((each) => [each.instance.id, statementIn(each)]));
    },
    publish: ({ id }, cidrs, options) => publishPodCidrTags(ec2, id, cidrs, options),
  };
}
