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

/** Lets the function write routes: in the listed tables, else in every table that carries the cluster's tag. */
export function writeRoutes(cluster: string, tables: readonly string[]): Statement {
  const statement = { Sid: 'WriteRoutes', Effect: 'Allow', Action: WRITES } as const;
  if (tables.length > 0) return { ...statement, Resource: tables.map(tableArn) };
  // The tag may have any value ("owned", "shared").
  const tagged = { [`aws:ResourceTag/kubernetes.io/cluster/${cluster}`]: 'false' };
  return { ...statement, Resource: tableArn('*'), Condition: { Null: tagged } };
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
