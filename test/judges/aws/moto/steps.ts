import * as aws from '@aws-sdk/client-ec2';
import { type Choice, filter, type Kind, NICS, NODES, pick, TABLES, TAG_KEYS } from './choice.ts';
import { instanceKinds, routeKinds } from './node-steps.ts';
import { read, type Step, write } from './world.ts';

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
