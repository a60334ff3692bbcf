import {
  CreateRouteCommand,
  CreateTagsCommand,
  DeleteRouteCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { POD_CIDR_TAG } from '../../../../shared/aws/names.ts';
import { ALLOCATE_KEYWORD } from '../../../../shared/reconcile/model/claim.ts';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import { type Cidr, familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';

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

/** A write of which EC2 said something else than whether it is allowed. */
export interface UnjudgedWrite {
  readonly action: string;
  readonly resource: string;
  readonly code: string;
}

/** What dry runs did not let through. */
export interface DryRunResults {
  readonly missing: readonly MissingPermission[];
  readonly unjudged: readonly UnjudgedWrite[];
}

const CONCURRENT_CALLS = 4;

/** EC2's answer to a dry run that would have been let through. */
const DRY_RUN_ALLOWED = 'DryRunOperation';

interface DryRunCall {
  readonly action: string;
  readonly resource: string;
  readonly send: () => Promise<unknown>;
}

/** How a node is told its range; here it is told what it says already, should DryRun be ignored. */
function tellingCalls(client: EC2Client, { askingNode: id }: WriteTargets): DryRunCall[] {
  if (id === undefined) return [];
  const Tags = [{ Key: POD_CIDR_TAG, Value: ALLOCATE_KEYWORD }];
  const command = new CreateTagsCommand({ DryRun: true, Resources: [id], Tags });
  return [{ action: 'CreateTags', resource: id, send: () => client.send(command) }];
}

/** On the whole cluster CIDR, which no node's route has: none is named that a node needs, should DryRun be ignored. */
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
    ...tellingCalls(client, targets),
    { action: 'ModifyNetworkInterfaceAttribute', resource: networkInterface, send },
  ];
}

async function errorOf({ action, resource, send }: DryRunCall): Promise<CloudError> {
  try {
    await withCloudErrors(action, resource, send);
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
  throw new CloudError('rejected', 'NoDryRun', `${action} on ${resource}: EC2 took no notice of DryRun`);
}

/** Throws CloudError where EC2 did not come to look at the request: no answer, a rate limit, credentials that do not count. */
async function tryDryRun(call: DryRunCall): Promise<DryRunResults> {
  const error = await errorOf(call);
  const write = { action: `ec2:${call.action}`, resource: call.resource };
  if (error.code === DRY_RUN_ALLOWED) return { missing: [], unjudged: [] };
  if (error.code === 'UnauthorizedOperation') {
    const who = /User: (arn:\S+)/.exec(error.message)?.[1];
    return { missing: [{ ...write, ...(who === undefined ? {} : { who }) }], unjudged: [] };
  }
  if (['transient', 'throttled', 'permission-denied'].includes(error.kind)) throw error;
  return { missing: [], unjudged: [{ ...write, code: error.code }] };
}

/**
 * Tries every write of a resync as a dry run, for which EC2 says whether it would have been allowed. Nobody has said that it never
 * looks at the request first, and then finds no route to replace or delete.
 */
export async function tryWrites(client: EC2Client, targets: WriteTargets): Promise<DryRunResults> {
  const limit = pLimit(CONCURRENT_CALLS);
  const results = await Promise.all(dryRunCalls(client, targets).map((each) => limit(() => tryDryRun(each))));
  return {
    missing: results.flatMap(({ missing }) => missing),
    unjudged: results.flatMap(({ unjudged }) => unjudged),
  };
}
