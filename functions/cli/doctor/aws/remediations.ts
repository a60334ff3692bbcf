import { familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Remediations } from '../advice/remediations.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import { withPodCidrVariable } from '../shell-command.ts';
import type { AwsCommand } from './cli-command.ts';

/** AWS's code of the quota "Routes per route table", and the most that it grants. */
const ROUTES_PER_TABLE_QUOTA = 'L-93826ACB';
const MAX_ROUTES = 1000;

export function awsRemediations(aws: AwsCommand, podroutes: PodroutesCommand): Remediations {
  const tagPodCidr = (id: string, value: string) =>
    aws('ec2', 'create-tags', '--resources', id, '--tags', `Key=pod-cidr,Value=${value}`);
  return {
    podroutes,
    startNode: ({ id }) => aws('ec2', 'start-instances', '--instance-ids', id),
    // The tag counts before user data, which could be changed only while the instance is stopped.
    setPodCidr: ({ id }, cidrs) => tagPodCidr(id, cidrs.join(' ')),
    setPodCidrByHand: ({ id, name }) => withPodCidrVariable(name, (value) => tagPodCidr(id, value)),
    deleteRoute: ({ table, destination }) => {
      const block = familyOf(destination) === 'ipv4' ? '--destination-cidr-block' : '--destination-ipv6-cidr-block';
      return aws('ec2', 'delete-route', '--route-table-id', table, block, destination);
    },
    showRoute: ({ table, destination }) => {
      const block = familyOf(destination) === 'ipv4' ? 'DestinationCidrBlock' : 'DestinationIpv6CidrBlock';
      const query = `RouteTables[].Routes[?${block}=='${destination}']`;
      return aws('ec2', 'describe-route-tables', '--route-table-ids', table, '--query', query);
    },
    showNode: ({ id }) =>
      aws('ec2', 'describe-instances', '--instance-ids', id, '--query', 'Reservations[].Instances[].[InstanceId,Tags]'),
    showPodCidrSource: ({ id }) =>
      aws('ec2', 'describe-instance-attribute', '--attribute', 'userData', '--instance-id', id),
    listInstances: () =>
      aws(
        'ec2',
        'describe-instances',
        '--query',
        'Reservations[].Instances[].[InstanceId,VpcId,PrivateIpAddress,Tags]',
      ),
    enableIpForwarding: ({ targetByFamily }) =>
      aws(
        'ec2',
        'modify-network-interface-attribute',
        '--no-source-dest-check',
        '--network-interface-id',
        targetByFamily.ipv4 ?? targetByFamily.ipv6 ?? '',
      ),
    requestQuotaIncrease: (limit) => {
      const quota = ['--service-code', 'vpc', '--quota-code', ROUTES_PER_TABLE_QUOTA];
      const wanted = ['--desired-value', `${Math.min(limit, MAX_ROUTES)}`];
      return aws('service-quotas', 'request-service-quota-increase', ...quota, ...wanted);
    },
  };
}
