import {
  CreateRouteCommand,
  DeleteRouteCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
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

/** A write that somebody may not do. */
export interface MissingPermission {
  readonly action: string;
  readonly resource: string;
  /** The identity that was refused, where EC2 says so. */
  readonly who?: string;
}

const CONCURRENT_CALLS = 4;

/** EC2's answer to a dry run that would have been let through. */
const DRY_RUN_ALLOWED = 'DryRunOperation';

interface DryRunCall {
  readonly action: string;
  readonly resource: string;
  readonly send: () => Promise<unknown>;
}

function dryRunCalls(
  client: EC2Client,
  { tables, networkInterface: networkInterfaceId, clusterCidr }: WriteTargets,
): DryRunCall[] {
  const block = familyOf(clusterCidr) === 'ipv4' ? 'DestinationCidrBlock' : 'DestinationIpv6CidrBlock';
  const routes = tables.flatMap((table): DryRunCall[] => {
    const where = { DryRun: true, RouteTableId: table, [block]: clusterCidr };
    const target = { NetworkInterfaceId: networkInterfaceId };
    return [
      {
        action: 'CreateRoute',
        resource: table,
        send: () => client.send(new CreateRouteCommand({ ...where, ...target })),
      },
      {
        action: 'ReplaceRoute',
        resource: table,
        send: () => client.send(new ReplaceRouteCommand({ ...where, ...target })),
      },
      { action: 'DeleteRoute', resource: table, send: () => client.send(new DeleteRouteCommand(where)) },
    ];
  });
  const off = { DryRun: true, NetworkInterfaceId: networkInterfaceId, SourceDestCheck: { Value: false } };
  const forward = () => client.send(new ModifyNetworkInterfaceAttributeCommand(off));
  return [...routes, { action: 'ModifyNetworkInterfaceAttribute', resource: networkInterfaceId, send: forward }];
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

/** Tries every write of a resync without doing any: EC2 says of a dry run whether it would have been allowed. */
export async function missingWritePermissions(client: EC2Client, targets: WriteTargets): Promise<MissingPermission[]> {
  const limit = pLimit(CONCURRENT_CALLS);
  return (await Promise.all(dryRunCalls(client, targets).map((each) => limit(() => tryDryRun(each))))).flat();
}

function allowPolicy(action: string, on: string): string {
  const kind = on.startsWith('eni-') ? 'network-interface' : 'route-table';
  const Resource = on === '*' ? '*' : `arn:aws:ec2:*:*:${kind}/${on}`;
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource }] });
}

/** The user or role behind an ARN; a role that somebody has assumed stands before the name of the session. */
function identityIn(arn: string): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  const [, kind, path = ''] = /:(user|role|assumed-role)\/([^]+)/.exec(arn) ?? [];
  const parts = path.split('/');
  if (kind === undefined) return undefined;
  if (kind === 'assumed-role') return { kind: 'role', name: parts[0] ?? '' };
  return { kind: kind === 'user' ? 'user' : 'role', name: parts.at(-1) ?? '' };
}

/** The command that gives an identity what it lacks; where nobody says who it is, the one that does. */
function grantCommand(aws: AwsCommand, { action, resource, who = '' }: MissingPermission): string {
  const identity = identityIn(who);
  if (identity === undefined) return aws('sts', 'get-caller-identity');
  const { kind, name } = identity;
  const policy = [
    '--policy-name',
    `podroutes-${action.split(':')[1]}`,
    '--policy-document',
    allowPolicy(action, resource),
  ];
  return aws('iam', `put-${kind}-policy`, `--${kind}-name`, name, ...policy);
}

/** What whoever runs the command may not do. */
export function analyzeOwnPermissions(missing: readonly MissingPermission[], aws: AwsCommand): Finding[] {
  return missing.map((refusal) => {
    const { action, resource, who } = refusal;
    const what = `${who ?? 'your identity'} may not ${action} on ${resource}`;
    return finding('permission-missing', { subject: action, what, mend: grantCommand(aws, refusal) });
  });
}

const ROUTE_WRITES = ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'];

/** What the function calls, and what each call is about. */
function roleActions(
  { tables, networkInterface: networkInterfaceId }: WriteTargets,
  arn: (kind: string, id: string) => string,
) {
  return [
    { actions: ['ec2:DescribeInstances', 'ec2:DescribeRouteTables'], resources: [] },
    { actions: ['ec2:DescribeInstanceAttribute'], resources: [arn('instance', '*')] },
    { actions: ROUTE_WRITES, resources: tables.map((id) => arn('route-table', id)) },
    { actions: ['ec2:ModifyNetworkInterfaceAttribute'], resources: [arn('network-interface', networkInterfaceId)] },
  ];
}

/** Asks IAM what the role of the deployed function is refused, of what it needs on these tables. */
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
  const tag = { ContextKeyName: `aws:ResourceTag/${clusterTag(cluster)}`, ContextKeyType: 'string' as const };
  const simulations = roleActions(targets, arn).map(async ({ actions, resources }) => {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: actions,
      ...(resources.length === 0 ? {} : { ResourceArns: resources }),
      ContextEntries: [{ ...tag, ContextKeyValues: ['shared'] }],
    });
    const { EvaluationResults = [] } = await withCloudErrors('iam:SimulatePrincipalPolicy', role, () =>
      client.send(command),
    );
    return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map(
      ({ EvalActionName = '', EvalResourceName = '*' }) => ({
        action: EvalActionName,
        resource: EvalResourceName.split('/').at(-1) ?? '*',
        who: role,
      }),
    );
  });
  return (await Promise.all(simulations)).flat();
}

/** What the role of the deployed function lacks. */
export function analyzeRolePermissions(missing: readonly MissingPermission[], aws: AwsCommand): Finding[] {
  return missing.map((refusal) => {
    const what = `the role of the function, ${refusal.who}, may not ${refusal.action} on ${refusal.resource}`;
    return finding('role-permission-missing', { subject: refusal.action, what, mend: grantCommand(aws, refusal) });
  });
}
