import * as z from 'zod/mini';
import { isManualPayload, parseManualPayload } from '../../common/manual-payload.ts';
import { checkPayload } from '../../common/schema-error.ts';
import { parseLifecycleAction } from './lifecycle-action.ts';
import { parseRouteEdit, type RouteEditContext } from './route-edit.ts';
import { parseStateChange } from './state-change.ts';
import { type IsOwnStatement, parseTagChange } from './tag-change.ts';
import type { Origin } from './origin.ts';
import type { AwsParsedEvent } from './parsed-event.ts';

const Envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
});

/** Parses one EventBridge event or manual payload. Never throws. */
export type ParseEvent = (event: unknown, functionOrigin?: Origin) => AwsParsedEvent;

export interface ParserContext extends RouteEditContext {
  readonly isOwnStatement: IsOwnStatement;
}

const resync = (): AwsParsedEvent => ({ kind: 'resync', force: false });

const ignoreWarning = (): AwsParsedEvent => ({
  kind: 'ignored',
  reason: 'a Spot warning: the node lives and keeps its routes until it ends',
});

/** The parser of each kind of event, by source and detail-type. */
const PARSERS = new Map<string, (event: unknown, context: ParserContext) => AwsParsedEvent>([
  ['aws.ec2/EC2 Instance State-change Notification', parseStateChange],
  ['aws.ec2/EC2 Spot Instance Interruption Warning', ignoreWarning],
  ['aws.ec2/EC2 Instance Rebalance Recommendation', ignoreWarning],
  ['aws.autoscaling/EC2 Instance-launch Lifecycle Action', (event) => parseLifecycleAction('launch', event)],
  ['aws.autoscaling/EC2 Instance-terminate Lifecycle Action', (event) => parseLifecycleAction('terminate', event)],
  ['aws.ec2/AWS API Call via CloudTrail', parseRouteEdit],
  ['aws.tag/Tag Change on Resource', (event, { isOwnStatement }) => parseTagChange(event, isOwnStatement)],
  ['aws.events/Scheduled Event', resync],
  // EventBridge Scheduler.
  ['aws.scheduler/Scheduled Event', resync],
]);

/** From any source, and never forced. */
const RESYNC_REQUESTED = 'Resync Requested';

/** Other accounts and regions may forward events to the bus; the function cannot look up their instances. */
function isFromOtherOrigin({ account, region }: z.infer<typeof Envelope>, functionOrigin: Origin): boolean {
  return (
    (account !== undefined && account !== functionOrigin.account) ||
    (region !== undefined && region !== functionOrigin.region)
  );
}

export function makeEventParser(context: ParserContext): ParseEvent {
  return (event, functionOrigin) => {
    if (isManualPayload(event)) return parseManualPayload(event);
    const { data: envelope, problem } = checkPayload(Envelope, event);
    if (envelope === undefined) {
      return { kind: 'malformed', reason: `neither an EventBridge event nor a manual payload: ${problem}` };
    }
    if (functionOrigin !== undefined && isFromOtherOrigin(envelope, functionOrigin)) {
      return { kind: 'ignored', reason: 'an event of another account or region' };
    }
    const { source, 'detail-type': type } = envelope;
    if (type === RESYNC_REQUESTED) return resync();
    const parser = PARSERS.get(`${source}/${type}`);
    return parser === undefined ? { kind: 'ignored', reason: 'an event of an unknown kind' } : parser(event, context);
  };
}
