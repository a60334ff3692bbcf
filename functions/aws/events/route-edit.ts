import * as z from 'zod/mini';
import { canonicalCidr, type Cidr, within } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { printable } from '../../../shared/reconcile/model/text/printable-text.ts';
import { checkPayload } from '../../common/schema-error.ts';
import type { AwsParsedEvent } from './parsed-event.ts';

/** Tells which edits are the function's own and which concern the cluster. */
export interface RouteEditContext {
  readonly clusterCidrs: readonly Cidr[];
  /** Empty: tables are found by their tag, so any may be the cluster's. */
  readonly routeTableIds: readonly string[];
  /** Also the session name of the function's credentials. */
  readonly functionName?: string | undefined;
}

const Text = z.nullish(z.string());

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const ApiCall = z.object({
  detail: z.object({
    eventName: z.string(),
    errorCode: Text,
    userIdentity: z.object({ arn: Text }),
    // Null for a call that failed early.
    requestParameters: z.nullish(
      z.object({ routeTableId: Text, destinationCidrBlock: Text, destinationIpv6CidrBlock: Text }),
    ),
  }),
});

const ROUTE_WRITES = new Set(['CreateRoute', 'ReplaceRoute', 'DeleteRoute']);

/** A Lambda function calls as `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`. */
function isOwnCall(arn: string | null | undefined, functionName: string | undefined): boolean {
  const [, , service, , , resource = ''] = (arn ?? '').split(':');
  const [kind, , session] = resource.split('/');
  return functionName !== undefined && service === 'sts' && kind === 'assumed-role' && session === functionName;
}

/** AWS API Call via CloudTrail: a route was edited. The function's own edits are ignored, or it would trigger itself. */
export function parseRouteEdit(event: unknown, context: RouteEditContext): AwsParsedEvent {
  const { data, problem } = checkPayload(ApiCall, event);
  if (data === undefined) return { kind: 'malformed', reason: `API call: ${problem}` };
  const { eventName, errorCode, userIdentity, requestParameters } = data.detail;
  if (!ROUTE_WRITES.has(eventName)) return { kind: 'ignored', reason: 'an API call that edits no route' };
  if (errorCode) return { kind: 'ignored', reason: 'a route edit that failed' };
  if (isOwnCall(userIdentity.arn, context.functionName)) return { kind: 'ignored', reason: 'a route edit of our own' };

  const { routeTableId, destinationCidrBlock, destinationIpv6CidrBlock } = requestParameters ?? {};
  const table = routeTableId ?? 'an unknown table';
  const destination = canonicalCidr(destinationCidrBlock ?? destinationIpv6CidrBlock ?? '');
  if (destination === undefined || !within(context.clusterCidrs, destination)) {
    return { kind: 'ignored', reason: 'a route edit outside the cluster CIDR' };
  }
  if (context.routeTableIds.length > 0 && !context.routeTableIds.includes(table)) {
    return { kind: 'ignored', reason: 'a route edit in a table that is not the cluster’s' };
  }
  const principal = userIdentity.arn ?? 'somebody';
  const reason = printable(`${principal} called ${eventName} for ${destination} in ${table}`, 500);
  return { kind: 'resync', force: false, reason };
}
