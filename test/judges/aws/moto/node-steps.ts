import * as aws from '@aws-sdk/client-ec2';
import { ATTRIBUTES, filter, type Kind, NICS, NODES, pick, RANGES, STATES, TABLES, TAG_KEYS } from './choice.ts';
import { names, read, write } from './world.ts';

const destination = (c: number, a: number, idOf: (name: string) => string) => {
  return { RouteTableId: idOf(pick(TABLES, a)), DestinationCidrBlock: pick(RANGES, c) };
};

function target(b: number, idOf: (name: string) => string) {
  const all = [...NODES.map((name) => ({ InstanceId: name })), ...NICS.map((name) => ({ NetworkInterfaceId: name }))];
  const chosen = all[b % (all.length + 1)];
  if (chosen === undefined) return { GatewayId: idOf('igw') };
  return 'InstanceId' in chosen
    ? { InstanceId: idOf(chosen.InstanceId) }
    : { NetworkInterfaceId: idOf(chosen.NetworkInterfaceId) };
}

export const routeKinds: readonly Kind[] = [
  ({ a, b, c }) =>
    write('CreateRoute', (ec2, idOf) =>
      ec2.send(new aws.CreateRouteCommand({ ...destination(c, a, idOf), ...target(b, idOf) })),
    ),
  ({ a, b, c }) =>
    write('ReplaceRoute', (ec2, idOf) =>
      ec2.send(new aws.ReplaceRouteCommand({ ...destination(c, a, idOf), ...target(b, idOf) })),
    ),
  ({ a, c }) => write('DeleteRoute', (ec2, idOf) => ec2.send(new aws.DeleteRouteCommand(destination(c, a, idOf)))),
  ({ a }) =>
    read('DescribeRouteTables', (ec2, idOf) =>
      ec2.send(new aws.DescribeRouteTablesCommand({ RouteTableIds: [idOf(pick(TABLES, a))] })),
    ),
  ({ a, b, c }) =>
    read('DescribeRouteTables', (ec2, idOf) => {
      const filters = [
        filter('route.destination-cidr-block', pick(RANGES, b)),
        filter('route.instance-id', idOf(pick(NODES, b))),
        filter('route.gateway-id', idOf('igw')),
        filter('route.state', pick(['active', 'blackhole'], b)),
        filter('tag-key', pick(TAG_KEYS, b)),
        filter('vpc-id', idOf('vpc')),
      ] as const;
      const RouteTableIds = [idOf('table0'), idOf('table1')];
      const chosen = [pick(filters, a), ...(c % 2 === 0 ? [] : [pick(filters, c)])];
      return ec2.send(new aws.DescribeRouteTablesCommand({ RouteTableIds, Filters: chosen }));
    }),
];

export const instanceKinds: readonly Kind[] = [
  ({ a }) =>
    write('StopInstances', (ec2, idOf) =>
      ec2.send(new aws.StopInstancesCommand({ InstanceIds: [idOf(pick(NODES, a))] })),
    ),
  ({ a }) =>
    write('StartInstances', (ec2, idOf) =>
      ec2.send(new aws.StartInstancesCommand({ InstanceIds: [idOf(pick(NODES, a))] })),
    ),
  ({ a }) =>
    write('TerminateInstances', (ec2, idOf) =>
      ec2.send(new aws.TerminateInstancesCommand({ InstanceIds: [idOf(pick(NODES, a))] })),
    ),
  ({ a, b }) =>
    read('DescribeInstances', (ec2, idOf) => {
      const filters = [
        filter('instance-state-name', pick(STATES, b)),
        filter('network-interface.network-interface-id', idOf(pick(NICS, b))),
        filter('tag-key', pick(TAG_KEYS, b)),
        filter('tag:Name', pick(['a', 'b*', 'c?'], b)),
        filter('subnet-id', idOf('subnet')),
      ] as const;
      const InstanceIds = names('node', 3).map(idOf);
      return ec2.send(new aws.DescribeInstancesCommand({ InstanceIds, Filters: [pick(filters, a)] }));
    }),
  ({ a }) =>
    read('DescribeInstances', (ec2, idOf) =>
      ec2.send(new aws.DescribeInstancesCommand({ InstanceIds: [idOf(pick(NODES, a))] })),
    ),
  ({ a, b }) =>
    read('DescribeInstanceAttribute', (ec2, idOf) => {
      const Attribute = pick(ATTRIBUTES, b);
      return ec2.send(new aws.DescribeInstanceAttributeCommand({ InstanceId: idOf(pick(NODES, a)), Attribute }));
    }),
  ({ a, b }) =>
    write('ModifyInstanceAttribute', (ec2, idOf) => {
      const SourceDestCheck = { Value: b % 2 === 0 };
      return ec2.send(new aws.ModifyInstanceAttributeCommand({ InstanceId: idOf(pick(NODES, a)), SourceDestCheck }));
    }),
];
