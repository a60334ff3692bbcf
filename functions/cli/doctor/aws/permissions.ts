import {
  CreateRouteCommand,
  DeleteRouteCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import { WAITING_TAG_PREFIX } from '../../../../shared/aws/waiting/waiting-tags.ts';
import { type Cidr, familyOf } from '../../../../shared/reconcile/model/cidr.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { type Finding, finding } from '../finding.ts';
import type { AwsCommand } from './cli-command.ts';

/** What a resync would write to. */
export interface WriteTargets {
  readonly tables: readonly string[];
  readonly networkInterface: string;
  readonly clusterCidr: Cidr;
}

/** A write that an identity may not do. */
export interface MissingPermission {
  readonly action: string;
  readonly resource: string;
  /** The identity that was refused, where EC2 says so. */
  readonly who?: string;
}

const CONCURRENT_CALLS = 4;

/** For nodes that wait: on route tables, under one prefix. */
const TAG_WRITES = ['ec2:CreateTags', 'ec2:DeleteTags'];

/** EC2's answer to a dry run that would have been let through. */
const DRY_RUN_ALLOWED = 'DryRunOperation';

interface DryRunCall {
  readonly action: string;
  readonly resource: string;
  readonly send: () => Promise<unknown>;
}

function dryRunCalls(client: EC2Client, { tables, networkInterface, clusterCidr }: WriteTargets): DryRunCall[] {
  const block = familyOf(clusterCidr) === 'ipv4' ? 'DestinationCidrBlock' : 'DestinationIpv6CidrBlock';
  const routes = tables.flatMap((table): DryRunCall[] => {
    const key = { DryRun: true, RouteTableId: table, [block]: clusterCidr };
    const route = { ...key, NetworkInterfaceId: networkInterface };
    return [
      { action: 'CreateRoute', resource: table, send: () => client.send(new CreateRouteCommand(route)) },
      { action: 'ReplaceRoute', resource: table, send: () => client.send(new ReplaceRouteCommand(route)) },
      { action: 'DeleteRoute', resource: table, send: () => client.send(new DeleteRouteCommand(key)) },
    ];
  });
  const off = { DryRun: true, NetworkInterfaceId: networkInterface, SourceDestCheck: { Value: false } };
  const send = () => client.send(new ModifyNetworkInterfaceAttributeCommand(off));
  return [...routes, { action: 'ModifyNetworkInterfaceAttribute', resource: networkInterface, send }];
}

async function tryDryRun({ action, resource, send }: DryRunCall): Promise<MissingPermission[]> {
  try {
    await withCloudErrors(action, resource, send);
    throw new CloudError('rejected', 'NoDryRun', `${action} on ${resource}: EC2 took no notice of DryRun`);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.code === DRY_RUN_ALLOWED) return [];
    if (error.code !== 'UnauthorizedOperation') throw error;
    const who = /User: (arn:\S+)/.exec(error.message)?.[1];
    return [{ action: `ec2:${action}`, resource, ...(who === undefined ? {} : { who }) }];
  }
}

/** Tries every write of a resync as a dry run, for which EC2 says whether it would have been allowed. */
export async function missingWritePermissions(client: EC2Client, targets: WriteTargets): Promise<MissingPermission[]> {
  const limit = pLimit(CONCURRENT_CALLS);
  return (await Promise.all(dryRunCalls(client, targets).map((each) => limit(() => tryDryRun(each))))).flat();
}

const KINDS: Readonly<Record<string, string>> = { eni: 'network-interface', rtb: 'route-table', i: 'instance' };

/** The ARN of a resource in any account and region; other partitions than `aws` are China's and the government's. */
function arnPattern(partition: string, resource: string): string {
  const kind = KINDS[resource.split('-')[0] ?? ''];
  return kind === undefined ? '*' : `arn:${partition}:ec2:*:*:${kind}/${resource}`;
}

function allowPolicy(action: string, partition: string, resources: readonly string[]): string {
  const patterns = [...new Set(resources.map((resource) => arnPattern(partition, resource)))].toSorted();
  const Resource = patterns.includes('*') ? '*' : patterns.length === 1 ? patterns[0] : patterns;
  const Condition = {
    'ForAllValues:StringLike': { 'aws:TagKeys': `${WAITING_TAG_PREFIX}*` },
    Null: { 'aws:TagKeys': 'false' },
  };
  const statement = {
    Effect: 'Allow',
    Action: action,
    Resource,
    ...(TAG_WRITES.includes(action) ? { Condition } : {}),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** The user or role in an ARN; the ARN of an assumed role ends with the name of the session. */
function identityIn(arn: string): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  const [, kind, path = ''] = /:(user|role|assumed-role)\/([^]+)/.exec(arn) ?? [];
  const parts = path.split('/');
  if (kind === undefined) return undefined;
  if (kind === 'assumed-role') return { kind: 'role', name: parts[0] ?? '' };
  return { kind: kind === 'user' ? 'user' : 'role', name: parts.at(-1) ?? '' };
}

/**
 * The command that grants an action or, where the identity is unknown, shows it. A policy of the same name is overwritten, so it
 * has all resources that the action is missing on.
 */
function grantCommand(
  aws: AwsCommand,
  { action, who = '' }: MissingPermission,
  missing: readonly MissingPermission[],
): string {
  const identity = identityIn(who);
  if (identity === undefined) return aws('sts', 'get-caller-identity');
  const { kind, name } = identity;
  const policy = ['--policy-name', `podroutes-${action.split(':')[1]}`];
  const [, partition = 'aws'] = who.split(':');
  const resources = missing.filter((each) => each.action === action && each.who === who).map((each) => each.resource);
  const document = ['--policy-document', allowPolicy(action, partition, resources)];
  return aws('iam', `put-${kind}-policy`, `--${kind}-name`, name, ...policy, ...document);
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[], aws: AwsCommand): Finding[] {
  return missing.map((permission) => {
    const { action, resource, who } = permission;
    const what = `${who ?? 'your identity'} may not ${action} on ${resource}`;
    return finding('permission-missing', { subject: action, what, mend: grantCommand(aws, permission, missing) });
  });
}

const ROUTE_WRITES = ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'];

/** The actions of the function, each with its resources. */
function roleActions({ tables, networkInterface }: WriteTargets, arn: (kind: string, id: string) => string) {
  return [
    { actions: ['ec2:DescribeInstances', 'ec2:DescribeRouteTables'], resources: [] },
    { actions: ['ec2:DescribeInstanceAttribute'], resources: [arn('instance', '*')] },
    { actions: [...ROUTE_WRITES, ...TAG_WRITES], resources: tables.map((id) => arn('route-table', id)) },
    { actions: ['ec2:ModifyNetworkInterfaceAttribute'], resources: [arn('network-interface', networkInterface)] },
  ];
}

/** Simulates with IAM what the role of the deployed function needs; returns what is denied. */
export async function missingRolePermissions(
  client: IAMClient,
  functionArn: string,
  role: string,
  cluster: string,
  targets: WriteTargets,
): Promise<MissingPermission[]> {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  const arn = (kind: string, id: string) => `arn:${partition}:ec2:${region}:${account}:${kind}/${id}`;
  // The simulation does not look at resources: that the tables have the tag is for us to say.
  const context: ContextEntry[] = [
    {
      ContextKeyName: `aws:ResourceTag/${clusterTag(cluster)}`,
      ContextKeyType: 'string',
      ContextKeyValues: ['shared'],
    },
    {
      ContextKeyName: 'aws:TagKeys',
      ContextKeyType: 'stringList',
      ContextKeyValues: [`${WAITING_TAG_PREFIX}i-0123456789abcdef0`],
    },
  ];
  const simulations = roleActions(targets, arn).map(async ({ actions, resources }) => {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: actions,
      ...(resources.length === 0 ? {} : { ResourceArns: resources }),
      ContextEntries: context,
    });
    const send = () => client.send(command);
    const { EvaluationResults = [] } = await withCloudErrors('iam:SimulatePrincipalPolicy', role, send);
    return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map(
      ({ EvalActionName: action = '', EvalResourceName: arn = '*' }) => {
        return { action, resource: arn.split('/').at(-1) ?? '*', who: role };
      },
    );
  });
  return (await Promise.all(simulations)).flat();
}

export function analyzeRolePermissions(missing: readonly MissingPermission[], aws: AwsCommand): Finding[] {
  return missing.map((permission) => {
    const { action, resource, who } = permission;
    const what = `the role of the function, ${who}, may not ${action} on ${resource}`;
    return finding('role-permission-missing', { subject: action, what, mend: grantCommand(aws, permission, missing) });
  });
}
