import * as z from 'zod/mini';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import type { RecordedCall } from './record.ts';
import { ACCOUNT, type IamRequest, REGION } from './simulate.ts';

type Tags = ReadonlyMap<string, string>;
type State = LocalEc2['backend']['state'];

const BusEntry = z.object({ Source: z.string(), DetailType: z.string(), EventBusName: z.string() });

const Inputs = {
  route: z.object({ RouteTableId: z.string() }),
  instance: z.object({ InstanceId: z.string() }),
  networkInterface: z.object({ NetworkInterfaceId: z.string() }),
  tags: z.object({
    Resources: z.array(z.string()),
    Tags: z.array(z.object({ Key: z.string(), Value: z.optional(z.string()) })),
  }),
  hook: z.object({ AutoScalingGroupName: z.string() }),
  events: z.object({ Entries: z.array(BusEntry) }),
};

export const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** The keys by which a policy sees a resource's tags. */
export function tagKeys(tags: Tags): Record<string, string> {
  return Object.fromEntries([...tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

const ec2 = (action: string, resource: string, context: IamRequest['context'] = {}): IamRequest => {
  return { action: `ec2:${action}`, resource, context: { ...context, 'ec2:Region': REGION } };
};

function routeWrite(command: string, id: string, state: State): IamRequest {
  const { vpcId, tags } = state.routeTables.need(id);
  const context = { ...tagKeys(tags), 'ec2:RouteTableID': id, 'ec2:Vpc': arn('ec2', `vpc/${vpcId}`) };
  return ec2(command, arn('ec2', `route-table/${id}`), context);
}

function onInstance(command: string, id: string, state: State, more: IamRequest['context'] = {}): IamRequest {
  const keys = tagKeys(state.instances.get(id)?.tags ?? new Map());
  return ec2(command, arn('ec2', `instance/${id}`), { ...keys, 'ec2:InstanceID': id, ...more });
}

/** EC2 asks for the interface and for the instance that it is attached to. */
function onInterface(command: string, id: string, state: State): IamRequest[] {
  const { vpcId, subnetId, tags, attachment } = state.interfaces.need(id);
  const place = { 'ec2:Vpc': arn('ec2', `vpc/${vpcId}`), 'ec2:Subnet': arn('ec2', `subnet/${subnetId}`) };
  const itself = ec2(command, arn('ec2', `network-interface/${id}`), { ...tagKeys(tags), ...place });
  return attachment === undefined ? [itself] : [itself, onInstance(command, attachment.instanceId, state)];
}

/** A key without values is not in the request at all. */
function present(key: string, values: string[]): Record<string, string[]> {
  return values.length === 0 ? {} : { [key]: values };
}

export function tagging(resource: string, tags: Tags, own: Tags = new Map()): IamRequest {
  const values = Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value]));
  return ec2('CreateTags', resource, { ...tagKeys(own), ...values, ...present('aws:TagKeys', [...tags.keys()]) });
}

/** The same as a removal, for which no values are given. */
export function untagging({ resource, context }: IamRequest): IamRequest {
  const kept = Object.entries(context).filter(([key]) => !key.startsWith('aws:RequestTag/'));
  return { action: 'ec2:DeleteTags', resource, context: Object.fromEntries(kept) };
}

export function publishing(bus: string, sources: string[], types: string[] = ['Pod Route Created']): IamRequest {
  const resource = bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`);
  return {
    action: 'events:PutEvents',
    resource,
    context: { ...present('events:source', sources), 'events:detail-type': types },
  };
}

export function groupArn(name: string, account = ACCOUNT): string {
  const id = '930d940e-891e-4781-a11a-7b0acd480f03';
  return `arn:aws:autoscaling:${REGION}:${account}:autoScalingGroup:${id}:autoScalingGroupName/${name}`;
}

function publishingOf(entries: readonly z.infer<typeof BusEntry>[]): IamRequest[] {
  return [...Map.groupBy(entries, ({ EventBusName }) => EventBusName)].map(([bus, some]) =>
    publishing(
      bus,
      some.map(({ Source }) => Source),
      some.map(({ DetailType }) => DetailType),
    ),
  );
}

function tagWrites(command: string, { Resources, Tags }: z.infer<typeof Inputs.tags>, state: State): IamRequest[] {
  const tags = new Map(Tags.map(({ Key, Value = '' }) => [Key, Value]));
  return Resources.map((id) => {
    const [kind, table] = id.startsWith('rtb-')
      ? (['route-table', state.routeTables] as const)
      : (['instance', state.instances] as const);
    const request = tagging(arn('ec2', `${kind}/${id}`), tags, table.get(id)?.tags);
    return command === 'CreateTags' ? request : untagging(request);
  });
}

/** What AWS asks IAM before it carries out a call of the function. */
export function iamRequests({ command, input }: RecordedCall, state: State): IamRequest[] {
  switch (command) {
    case 'DescribeInstances':
    case 'DescribeRouteTables':
      return [ec2(command, '*')];
    case 'DescribeInstanceAttribute':
      return [onInstance(command, Inputs.instance.parse(input).InstanceId, state)];
    case 'CreateRoute':
    case 'ReplaceRoute':
    case 'DeleteRoute':
      return [routeWrite(command, Inputs.route.parse(input).RouteTableId, state)];
    case 'ModifyNetworkInterfaceAttribute':
      return onInterface(command, Inputs.networkInterface.parse(input).NetworkInterfaceId, state);
    case 'CreateTags':
    case 'DeleteTags':
      return tagWrites(command, Inputs.tags.parse(input), state);
    case 'CompleteLifecycleAction': {
      const { AutoScalingGroupName: group } = Inputs.hook.parse(input);
      return [{ action: 'autoscaling:CompleteLifecycleAction', resource: groupArn(group), context: {} }];
    }
    case 'PutEvents':
      return publishingOf(Inputs.events.parse(input).Entries);
    default:
      throw new Error(`what IAM is asked for ${command} is not known here`);
  }
}

/** What Lambda asks in the function's name. */
export function lambdaRequests(queue: string, functionName: string): IamRequest[] {
  const take = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  const log = ['CreateLogStream', 'PutLogEvents'];
  const stream = arn('logs', `log-group:/aws/lambda/${functionName}:log-stream:2030/01/01/[$LATEST]0123456789abcdef`);
  return [
    ...take.map((name) => ({ action: `sqs:${name}`, resource: queue, context: {} })),
    ...log.map((name) => ({ action: `logs:${name}`, resource: stream, context: {} })),
  ];
}
