import { WAITING_TAG_PREFIX } from '../../shared/aws/waiting/waiting-tags.ts';
import { CLAIM_TAG } from '../../shared/aws/pod-cidr/claim-tag.ts';

/** A statement of an IAM policy in a CloudFormation template. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const WRITES = ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'];

function tableArn(id: string): { 'Fn::Sub': string } {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:route-table/${id}` };
}

/** The listed tables, else every table that carries the cluster's tag, as the resources and the condition of a statement. */
function clusterTables(cluster: string, tables: readonly string[]) {
  if (tables.length > 0) return { Resource: tables.map(tableArn), isNull: {} };
  // The tag may have any value ("owned", "shared").
  return { Resource: tableArn('*'), isNull: { [`aws:ResourceTag/kubernetes.io/cluster/${cluster}`]: 'false' } };
}

/** Lets the function write routes in the cluster's tables. */
export function writeRoutes(cluster: string, tables: readonly string[]): Statement {
  const statement = { Sid: 'WriteRoutes', Effect: 'Allow', Action: WRITES } as const;
  const { Resource, isNull } = clusterTables(cluster, tables);
  return { ...statement, Resource, ...(tables.length > 0 ? {} : { Condition: { Null: isNull } }) };
}

/** Lets the function write and remove the tags of nodes that wait for a range, and no other, on the cluster's tables. */
export function writeWaitingTags(cluster: string, tables: readonly string[]): Statement {
  const { Resource, isNull } = clusterTables(cluster, tables);
  return {
    Sid: 'NoteWaitingNodes',
    Effect: 'Allow',
    Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
    Resource,
    Condition: {
      'ForAllValues:StringLike': { 'aws:TagKeys': [`${WAITING_TAG_PREFIX}*`] },
      // Without any key the condition above would hold as well.
      Null: { 'aws:TagKeys': 'false', ...isNull },
    },
  };
}

/** Lets the function write the claim tag, and no other, on any instance. */
export function writeTags(isEnabled: boolean): Statement | { readonly Ref: 'AWS::NoValue' } {
  if (!isEnabled) return { Ref: 'AWS::NoValue' };
  return {
    Sid: 'NotePodCidrs',
    Effect: 'Allow',
    Action: ['ec2:CreateTags'],
    // Workers carry no tag to narrow this by.
    Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/*' },
    Condition: {
      'ForAllValues:StringEquals': { 'aws:TagKeys': [CLAIM_TAG] },
      // Without any key the condition above would hold as well.
      Null: { 'aws:TagKeys': 'false' },
    },
  };
}

export function alarmActions(topic: string): string[] {
  return topic === '' ? [] : [topic];
}
