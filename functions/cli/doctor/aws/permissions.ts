import {
  CreateRouteCommand,
  CreateTagsCommand,
  DeleteRouteCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { POD_CIDR_TAG } from '../../../../shared/aws/pod-cidr/pod-cidr-tag.ts';
import { ALLOCATE_KEYWORD } from '../../../../shared/reconcile/model/claim.ts';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { type Cidr, familyOf } from '../../../../shared/reconcile/model/cidr.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { type Finding, finding } from '../finding.ts';
import type { AwsCommand } from './cli-command.ts';

/** What a resync would write to. */
export interface WriteTargets {
  readonly tables: readonly string[];
  readonly networkInterface: string;
  readonly clusterCidr: Cidr;
  /** Id of a node that asks for a range, if there is one. */
  readonly askingNode?: string | undefined;
}

/** A write that an identity may not do. */
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

/** How a node is told its range. The value is the one that it has: a policy may let through no other before a range is chosen. */
function tellingCall(client: EC2Client, { askingNode: id }: WriteTargets): DryRunCall[] {
  if (id === undefined) return [];
  const Tags = [{ Key: POD_CIDR_TAG, Value: ALLOCATE_KEYWORD }];
  const command = new CreateTagsCommand({ DryRun: true, Resources: [id], Tags });
  return [{ action: 'CreateTags', resource: id, send: () => client.send(command) }];
}

function dryRunCalls(client: EC2Client, targets: WriteTargets): DryRunCall[] {
  const { tables, networkInterface, clusterCidr } = targets;
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
  return [
    ...routes,
    ...tellingCall(client, targets),
    { action: 'ModifyNetworkInterfaceAttribute', resource: networkInterface, send },
  ];
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

function resourceTypeOf(id: string): string {
  if (id.startsWith('i-')) return 'instance';
  return id.startsWith('eni-') ? 'network-interface' : 'route-table';
}

/** A policy of the same name is overwritten, so the statement has all resources that the action is missing on. */
function writeStatement({ action, who = '' }: MissingPermission, missing: readonly MissingPermission[]): object {
  // Other partitions than `aws` are China's and the government's.
  const [, partition = 'aws'] = who.split(':');
  const same = missing.filter((each) => each.action === action && each.who === (who || undefined));
  const arns = same.map(({ resource }) => {
    return `arn:${partition}:ec2:*:*:${resourceTypeOf(resource)}/${resource}`;
  });
  const resources = [...new Set(arns)].toSorted();
  return { Effect: 'Allow', Action: action, Resource: resources.length === 1 ? resources[0] : resources };
}

/** The user or role in an ARN; the ARN of an assumed role ends with the name of the session. */
function identityIn(arn: string): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  const [, kind, path = ''] = /:(user|role|assumed-role)\/([^]+)/.exec(arn) ?? [];
  const parts = path.split('/');
  if (kind === undefined) return undefined;
  if (kind === 'assumed-role') return { kind: 'role', name: parts[0] ?? '' };
  return { kind: kind === 'user' ? 'user' : 'role', name: parts.at(-1) ?? '' };
}

/** The command that grants an action or, where the identity is unknown, shows it. */
export function grantCommand(
  aws: AwsCommand,
  { action, who = '' }: MissingPermission,
  statements: readonly object[],
): string {
  const identity = identityIn(who);
  if (identity === undefined) return aws('sts', 'get-caller-identity');
  const { kind, name } = identity;
  const policy = ['--policy-name', `podroutes-${action.split(':')[1]}`];
  const document = ['--policy-document', JSON.stringify({ Version: '2012-10-17', Statement: statements })];
  return aws('iam', `put-${kind}-policy`, `--${kind}-name`, name, ...policy, ...document);
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[], aws: AwsCommand): Finding[] {
  return missing.map((permission) => {
    const { action, resource, who } = permission;
    const what = `${who ?? 'your identity'} may not ${action} on ${resource}`;
    return finding('permission-missing', {
      subject: action,
      what,
      mend: grantCommand(aws, permission, [writeStatement(permission, missing)]),
    });
  });
}
