import * as z from 'zod/mini';
import { canonicalCidr, type Cidr, within } from '../../../shared/reconcile/cidr.ts';
import { printable } from '../../../shared/reconcile/text.ts';
import { explain } from '../../common/explain.ts';
import type { AwsWake } from './wake.ts';

/** Whose edits are whose, and which of them concern the cluster. */
export interface RouteEditContext {
  readonly clusterCidrs: readonly Cidr[];
  /** The cluster's tables, where the settings name them. */
  readonly routeTableIds: readonly string[];
  /** The function's own name, which is the name of the session that its role's credentials belong to. */
  readonly functionName?: string;
}

const Text = z.nullish(z.string());

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const ApiCall = z.object({
  detail: z.object({
    eventName: z.string(),
    errorCode: Text,
    userIdentity: z.object({ arn: Text }),
    // A call that failed early has none.
    requestParameters: z.nullish(
      z.object({ routeTableId: Text, destinationCidrBlock: Text, destinationIpv6CidrBlock: Text }),
    ),
  }),
});

const ROUTE_EDITS = new Set(['CreateRoute', 'ReplaceRoute', 'DeleteRoute']);

/** A Lambda function's calls are signed by `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`. */
function isOwn(arn: string | null | undefined, functionName: string | undefined): boolean {
  const [, , service, , , resource = ''] = (arn ?? '').split(':');
  const [kind, , session] = resource.split('/');
  return functionName !== undefined && service === 'sts' && kind === 'assumed-role' && session === functionName;
}

/** AWS API Call via CloudTrail: somebody edited a route. Who, is told; an edit of our own is no news, or it would loop. */
export function parseRouteEdit(event: unknown, context: RouteEditContext): AwsWake {
  const parsed = ApiCall.safeParse(event);
  if (!parsed.success) return { kind: 'malformed', why: `API call: ${explain(parsed.error)}` };
  const { eventName, errorCode, userIdentity, requestParameters } = parsed.data.detail;
  if (!ROUTE_EDITS.has(eventName)) return { kind: 'ignored', why: 'an API call that edits no route' };
  if (errorCode) return { kind: 'ignored', why: 'a route edit that failed' };
  if (isOwn(userIdentity.arn, context.functionName)) return { kind: 'ignored', why: 'a route edit of our own' };

  const { routeTableId, destinationCidrBlock, destinationIpv6CidrBlock } = requestParameters ?? {};
  const table = routeTableId ?? 'an unknown table';
  const destination = canonicalCidr(destinationCidrBlock ?? destinationIpv6CidrBlock ?? '');
  if (destination === undefined || !within(context.clusterCidrs, destination)) {
    return { kind: 'ignored', why: 'a route edit outside the cluster CIDR' };
  }
  if (context.routeTableIds.length > 0 && !context.routeTableIds.includes(table)) {
    return { kind: 'ignored', why: 'a route edit in a table that is not the cluster’s' };
  }
  const who = userIdentity.arn ?? 'somebody';
  const why = printable(`${who} called ${eventName} for ${destination} in ${table}`, 500);
  return { kind: 'resync', force: false, why };
}
