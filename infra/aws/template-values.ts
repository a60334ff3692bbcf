import { CLAIM_TAG } from '../../shared/aws/pod-cidr/claim-tag.ts';

/** What follows from the deployment's parameters and cannot be said in YAML, where names cannot be put together. */

/** As an IAM policy has them in a CloudFormation template. */
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

/** Lets the function write routes: in the listed tables, else in every table that carries the cluster's tag. */
export function writeRoutes(cluster: string, tables: readonly string[]): Statement {
  const statement = { Sid: 'WriteRoutes', Effect: 'Allow', Action: WRITES } as const;
  if (tables.length > 0) return { ...statement, Resource: tables.map(tableArn) };
  // Any value of the tag will do ("owned", "shared"), but it has to be there.
  const tagged = { [`aws:ResourceTag/kubernetes.io/cluster/${cluster}`]: 'false' };
  return { ...statement, Resource: tableArn('*'), Condition: { Null: tagged } };
}

/** Lets the function note what it read in instances' tags, if that is wanted: on any instance, but in this one tag. */
export function writeTags(isWanted: boolean): Statement | { readonly Ref: 'AWS::NoValue' } {
  if (!isWanted) return { Ref: 'AWS::NoValue' };
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

/** Whom an alarm tells: the topic, if there is one. */
export function alarmActions(topic: string): string[] {
  return topic === '' ? [] : [topic];
}
