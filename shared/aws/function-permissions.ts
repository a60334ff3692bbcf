import type { AwsFunctionConfig } from './config.ts';
import { ALLOCATE_KEYWORD } from '../reconcile/model/claim.ts';
import { clusterTag, logGroupName, OUTCOME_SOURCE, POD_CIDR_TAG } from './names.ts';
import { CLAIM_TAG } from './pod-cidr/claim-tag.ts';
import { WAITING_TAG_PREFIX } from './waiting/waiting-tags.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement of an IAM policy. `Arn`: an ARN, or what becomes one in a template. */
export interface Permission<Arn> {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly (Arn | string)[];
  readonly Condition?: Condition;
}

/** Makes the ARN of a resource in the function's account and region. */
export type MakeArn<Arn> = (service: string, resource: string) => Arn;

/** The settings that decide what the function calls. */
export interface CallSettings extends Pick<
  AwsFunctionConfig,
  'cluster' | 'routeTableIds' | 'writePodCidrTag' | 'allocate'
> {
  readonly eventBus?: string | undefined;
}

/**
 * With `StringEquals` alone a key that has several values in one request is not compared as one expects; with
 * `ForAllValues` alone a request without the key would be allowed.
 */
function only(key: string, value: string): Condition {
  return { 'ForAllValues:StringEquals': { [key]: [value] }, Null: { [key]: 'false' } };
}

/** A statement that allows. */
export function allow<Arn>(
  Sid: string,
  Action: readonly string[],
  Resource: Permission<Arn>['Resource'],
  condition?: Condition,
): Permission<Arn> {
  return { Sid, Effect: 'Allow', Action, Resource, ...(condition && { Condition: condition }) };
}

/** The listed tables, or else every table with the cluster's tag, whatever its value. */
function clusterTables<Arn>({ cluster, routeTableIds }: CallSettings, arn: MakeArn<Arn>) {
  const listed = routeTableIds.map((id) => arn('ec2', `route-table/${id}`));
  if (listed.length > 0) return { resources: listed, isNull: {} };
  const isNull = { [`aws:ResourceTag/${clusterTag(cluster.name)}`]: 'false' };
  return { resources: [arn('ec2', 'route-table/*')], isNull };
}

/** The work itself, in the cluster's tables and in no other. */
function writeRoutes<Arn>(config: CallSettings, arn: MakeArn<Arn>): Permission<Arn> {
  const { resources, isNull } = clusterTables(config, arn);
  const condition = Object.keys(isNull).length > 0 ? { Null: isNull } : undefined;
  return allow('WriteRoutes', ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'], resources, condition);
}

/**
 * Who waits for another node's range is noted in tags of a table, with one key prefix and on the same tables only, so that a
 * successor gets the range with its predecessor's end.
 */
function writeWaitingTags<Arn>(config: CallSettings, arn: MakeArn<Arn>): Permission<Arn> {
  const { resources, isNull } = clusterTables(config, arn);
  return allow('NoteWaitingNodes', ['ec2:CreateTags', 'ec2:DeleteTags'], resources, {
    'ForAllValues:StringLike': { 'aws:TagKeys': [`${WAITING_TAG_PREFIX}*`] },
    Null: { 'aws:TagKeys': 'false', ...isNull },
  });
}

/** The statement by which nodes that ask for a range are told it. */
export const TELL_POD_CIDRS = 'TellPodCidrs';

/** The value that a request gives the tag, which IAM fills in. */
export const REQUESTED_POD_CIDR = `\${aws:RequestTag/${POD_CIDR_TAG}}`;

/**
 * A node that asks for a range is told it by its tag `pod-cidr`. IAM knows no key for an instance's network, and a tag with the
 * cluster's name, which has slashes, excludes that the metadata of the instance shows its tags; so what the tag itself says
 * decides: only an instance without it or with `auto` may be told a range, and the same again when an answer was lost. What
 * anybody has stated there, the function cannot change.
 */
function tellPodCidrs<Arn>(instances: Arn): Permission<Arn> {
  return allow(TELL_POD_CIDRS, ['ec2:CreateTags'], [instances], {
    ...only('aws:TagKeys', POD_CIDR_TAG),
    StringEqualsIgnoreCaseIfExists: { [`aws:ResourceTag/${POD_CIDR_TAG}`]: [ALLOCATE_KEYWORD, REQUESTED_POD_CIDR] },
  });
}

/** What Lambda does in the function's name: it takes events out of the queue, and writes the log, metrics included. */
export function lambdaPermissions<Arn>(cluster: string, arn: MakeArn<Arn>, queue: Arn): Permission<Arn>[] {
  return [
    allow('TakeEvents', ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue]),
    allow(
      'WriteOwnLog',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [arn('logs', `log-group:${logGroupName(cluster)}:*`)],
    ),
  ];
}

/** Under podroutes' own source only. The bus may be given by its name or its ARN. */
function publishOutcomes<Arn>({ eventBus: bus }: CallSettings, arn: MakeArn<Arn>): Permission<Arn>[] {
  if (bus === undefined) return [];
  const resource = bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`);
  return [allow('PublishOutcomes', ['events:PutEvents'], [resource], only('events:source', OUTCOME_SOURCE))];
}

/**
 * What the deployed function itself may do, and why. The template grants it, the doctor asks IAM for it, and a test compares it
 * with what the code can call: nothing missing, nothing extra.
 */
export function functionPermissions<Arn>(config: CallSettings, arn: MakeArn<Arn>): Permission<Arn>[] {
  const instances = arn('ec2', 'instance/*');
  const interfaces = arn('ec2', 'network-interface/*');
  const groups = arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*');
  return [
    // See which nodes live and which routes there are. EC2 knows no narrower resource for these two calls.
    allow('SeeNodesAndRoutes', ['ec2:DescribeInstances', 'ec2:DescribeRouteTables'], '*'),
    // A node states its pod CIDR in its user data.
    allow('ReadUserData', ['ec2:DescribeInstanceAttribute'], [instances]),
    writeRoutes(config, arn),
    writeWaitingTags(config, arn),
    // What user data says is written to one tag of the instance. Workers carry no tag to narrow this by.
    ...(config.writePodCidrTag
      ? [allow('WritePodCidrTags', ['ec2:CreateTags'], [instances], only('aws:TagKeys', CLAIM_TAG))]
      : []),
    ...(config.allocate ? [tellPodCidrs(instances)] : []),
    // A node forwards its pods' packets only with the source/dest check of its interface switched off. Workers' interfaces
    // carry no tag to narrow this by. EC2 also asks for the instance that the interface is attached to.
    allow('SwitchOffSourceDestCheck', ['ec2:ModifyNetworkInterfaceAttribute'], [interfaces, instances]),
    // Complete an instance's lifecycle hook when its routes are there. Groups need not be tagged.
    allow('AnswerLifecycleHooks', ['autoscaling:CompleteLifecycleAction'], [groups]),
    ...publishOutcomes(config, arn),
  ];
}
