import * as aws from '@aws-sdk/client-ec2';
import type { Step } from './world.ts';

const IMAGE = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;

const write = (action: string, run: Step['run']): Step => ({ action, isWrite: true, run });
const read = (action: string, run: Step['run']): Step => ({ action, isWrite: false, run });

const names = (kind: string, count: number) => Array.from({ length: count }, (_, i) => `${kind}${i}`);

/** The network that all sequences share. */
export const NETWORK: readonly Step[] = [
  write('CreateVpc', async (ec2, _, bind) => {
    const answer = await ec2.send(new aws.CreateVpcCommand({ CidrBlock: '10.240.0.0/16' }));
    bind('vpc', answer.Vpc?.VpcId);
    return answer;
  }),
  write('CreateSubnet', async (ec2, idOf, bind) => {
    const input = { VpcId: idOf('vpc'), CidrBlock: '10.240.0.0/17', AvailabilityZone: 'us-east-1a' };
    const answer = await ec2.send(new aws.CreateSubnetCommand(input));
    bind('subnet', answer.Subnet?.SubnetId);
    return answer;
  }),
  write('CreateInternetGateway', async (ec2, _, bind) => {
    const answer = await ec2.send(new aws.CreateInternetGatewayCommand());
    bind('igw', answer.InternetGateway?.InternetGatewayId);
    return answer;
  }),
  write('AttachInternetGateway', (ec2, idOf) =>
    ec2.send(new aws.AttachInternetGatewayCommand({ InternetGatewayId: idOf('igw'), VpcId: idOf('vpc') })),
  ),
];

function makeTable(name: string): Step {
  return write('CreateRouteTable', async (ec2, idOf, bind) => {
    const answer = await ec2.send(new aws.CreateRouteTableCommand({ VpcId: idOf('vpc') }));
    bind(name, answer.RouteTable?.RouteTableId);
    return answer;
  });
}

/** Launches nodes `first` to `last`, each with so many interfaces. */
function launch(first: number, last: number, interfaces: number): Step {
  return write('RunInstances', async (ec2, idOf, bind) => {
    const count = last - first + 1;
    const nics = names('', interfaces).map((_, DeviceIndex) => ({ DeviceIndex, SubnetId: idOf('subnet') }));
    const UserData = Buffer.from(`name=worker-${first}|pod-cidr=10.200.${first}.0/24`).toString('base64');
    const input = { ...IMAGE, MinCount: count, MaxCount: count, UserData, NetworkInterfaces: nics };
    const answer = await ec2.send(new aws.RunInstancesCommand(input));
    (answer.Instances ?? []).forEach((instance, index) => {
      bind(`node${first + index}`, instance.InstanceId);
      for (const { NetworkInterfaceId, Attachment } of instance.NetworkInterfaces ?? []) {
        bind(`nic${first + index}of${Attachment?.DeviceIndex}`, NetworkInterfaceId);
      }
    });
    return answer;
  });
}

/** What each sequence begins with: two tables, two nodes with one interface and one with two, an interface by itself. */
export const BEGINNING: readonly Step[] = [
  makeTable('table0'),
  makeTable('table1'),
  launch(0, 1, 1),
  launch(2, 2, 2),
  write('CreateNetworkInterface', async (ec2, idOf, bind) => {
    const answer = await ec2.send(
      new aws.CreateNetworkInterfaceCommand({ SubnetId: idOf('subnet'), Description: 'x' }),
    );
    bind('nic3of0', answer.NetworkInterface?.NetworkInterfaceId);
    return answer;
  }),
];

/** What each sequence leaves: nothing that runs, no tables. */
export const END: readonly Step[] = [
  write('TerminateInstances', (ec2, idOf) =>
    ec2.send(new aws.TerminateInstancesCommand({ InstanceIds: names('node', 3).map(idOf) })),
  ),
];

/** What is chosen at random for a step. */
export interface Choice {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const pick = <Item>(items: readonly [Item, ...Item[]], n: number): Item => items[n % items.length] ?? items[0];

const NODES = ['node0', 'node1', 'node2', 'i-0123456789abcdef0'] as const;
const NICS = ['nic0of0', 'nic1of0', 'nic2of0', 'nic2of1', 'nic3of0', 'eni-0123456789abcdef0'] as const;
const TABLES = ['table0', 'table0', 'table1', 'rtb-0123456789abcdef0'] as const;
const RANGES = ['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24', '10.200.1.0/25', '10.240.3.0/24'] as const;
const TAG_KEYS = ['Name', 'podroutes', 'kubernetes.io/cluster/x'] as const;
const ATTRIBUTES = ['userData', 'sourceDestCheck', 'instanceType'] as const;
const STATES = ['running', 'stopped', 'terminated'] as const;

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

const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

type Kind = (choice: Choice) => Step;

const routeKinds: readonly Kind[] = [
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

const instanceKinds: readonly Kind[] = [
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

const interfaceKinds: readonly Kind[] = [
  ({ a }) =>
    read('DescribeNetworkInterfaces', (ec2, idOf) =>
      ec2.send(new aws.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [idOf(pick(NICS, a))] })),
    ),
  ({ a }) =>
    read('DescribeNetworkInterfaces', (ec2, idOf) => {
      const Filters = [filter('attachment.instance-id', idOf(pick(NODES, a)))];
      return ec2.send(new aws.DescribeNetworkInterfacesCommand({ Filters }));
    }),
  ({ a, b }) =>
    write('ModifyNetworkInterfaceAttribute', (ec2, idOf) => {
      const [NetworkInterfaceId, SourceDestCheck] = [idOf(pick(NICS, a)), { Value: b % 2 === 0 }];
      return ec2.send(new aws.ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck }));
    }),
  ({ a, b }) =>
    write('AttachNetworkInterface', async (ec2, idOf, bind) => {
      const at = { NetworkInterfaceId: idOf(pick(NICS, a)), InstanceId: idOf(pick(NODES, b)), DeviceIndex: 1 };
      const answer = await ec2.send(new aws.AttachNetworkInterfaceCommand(at));
      bind('attachment', answer.AttachmentId);
      return answer;
    }),
  () =>
    write('DetachNetworkInterface', (ec2, idOf) =>
      ec2.send(new aws.DetachNetworkInterfaceCommand({ AttachmentId: idOf('attachment') })),
    ),
  ({ a }) =>
    write('DeleteNetworkInterface', (ec2, idOf) =>
      ec2.send(new aws.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: idOf(pick(NICS, a)) })),
    ),
];

const tagged = [...NODES.slice(0, 3), 'table0', 'nic0of0', 'rtb-0123456789abcdef0'];

const tagKinds: readonly Kind[] = [
  ({ a, b, c }) =>
    write('CreateTags', (ec2, idOf) => {
      const Tags = [{ Key: pick(TAG_KEYS, b), Value: pick(['a', 'bc', 'cd', ''], c) }];
      return ec2.send(new aws.CreateTagsCommand({ Resources: [idOf(tagged[a % tagged.length] ?? 'table0')], Tags }));
    }),
  ({ a, b, c }) =>
    write('DeleteTags', (ec2, idOf) => {
      const Tags = [{ Key: pick(TAG_KEYS, b), ...(c % 2 === 0 ? {} : { Value: 'a' }) }];
      return ec2.send(new aws.DeleteTagsCommand({ Resources: [idOf(tagged[a % tagged.length] ?? 'table0')], Tags }));
    }),
  ({ a }) =>
    read('DescribeTags', (ec2, idOf) => {
      const Filters = [filter('resource-id', idOf(tagged[a % tagged.length] ?? 'table0'))];
      return ec2.send(new aws.DescribeTagsCommand({ Filters }));
    }),
];

const tableKinds: readonly Kind[] = [
  ({ a }) =>
    write('AssociateRouteTable', async (ec2, idOf, bind) => {
      const input = { RouteTableId: idOf(pick(TABLES, a)), SubnetId: idOf('subnet') };
      const answer = await ec2.send(new aws.AssociateRouteTableCommand(input));
      bind('association', answer.AssociationId);
      return answer;
    }),
  () =>
    write('DisassociateRouteTable', (ec2, idOf) =>
      ec2.send(new aws.DisassociateRouteTableCommand({ AssociationId: idOf('association') })),
    ),
  ({ a }) =>
    write('DeleteRouteTable', (ec2, idOf) =>
      ec2.send(new aws.DeleteRouteTableCommand({ RouteTableId: idOf(pick(TABLES, a)) })),
    ),
];

/** Routes come most often: they are what podroutes is about. */
const KINDS: readonly Kind[] = [
  ...routeKinds,
  ...routeKinds,
  ...routeKinds,
  ...instanceKinds,
  ...interfaceKinds,
  ...tagKinds,
  ...tableKinds,
];

export function stepOf(choice: Choice): Step {
  const kind = KINDS[choice.kind % KINDS.length];
  if (kind === undefined) throw new Error('there are no kinds of steps');
  return kind(choice);
}
