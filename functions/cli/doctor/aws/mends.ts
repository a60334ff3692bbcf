import { familyOf } from '../../../../shared/reconcile/cidr.ts';
import type { Mends } from '../judge/mends.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import type { AwsCommand } from './command.ts';

/** AWS's code of the quota "Routes per route table", and the most that it grants. */
const ROUTES_PER_TABLE = 'L-93826ACB';
const MOST_ROUTES = 1000;

export function awsMends(aws: AwsCommand, podroutes: PodroutesCommand): Mends {
  return {
    podroutes,
    startNode: ({ id }) => aws('ec2', 'start-instances', '--instance-ids', id),
    // The tag counts before user data, which could be changed only while the instance is stopped.
    statePodCidr: ({ id }, cidr) =>
      aws('ec2', 'create-tags', '--resources', id, '--tags', `Key=pod-cidr,Value=${cidr}`),
    deleteRoute: ({ table, destination }) => {
      const block = familyOf(destination) === 'ipv4' ? '--destination-cidr-block' : '--destination-ipv6-cidr-block';
      return aws('ec2', 'delete-route', '--route-table-id', table, block, destination);
    },
    showNodeData: ({ id }) => aws('ec2', 'describe-instance-attribute', '--attribute', 'userData', '--instance-id', id),
    listInstances: () =>
      aws(
        'ec2',
        'describe-instances',
        '--query',
        'Reservations[].Instances[].[InstanceId,VpcId,PrivateIpAddress,Tags]',
      ),
    forward: ({ target }) =>
      aws(
        'ec2',
        'modify-network-interface-attribute',
        '--no-source-dest-check',
        '--network-interface-id',
        target.ipv4 ?? target.ipv6 ?? '',
      ),
    askForRoutes: (limit) => {
      const quota = ['--service-code', 'vpc', '--quota-code', ROUTES_PER_TABLE];
      const wanted = ['--desired-value', `${Math.min(limit, MOST_ROUTES)}`];
      return aws('service-quotas', 'request-service-quota-increase', ...quota, ...wanted);
    },
  };
}
