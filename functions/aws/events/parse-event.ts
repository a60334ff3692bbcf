import * as z from 'zod/mini';
import { isManualPayload, parseManualPayload } from '../../common/manual-payload.ts';
import { parseLifecycleAction } from './lifecycle-action.ts';
import { parseRouteEdit, type RouteEditContext } from './route-edit.ts';
import { parseStateChange } from './state-change.ts';
import type { Origin } from './origin.ts';
import type { AwsParsedEvent } from './parsed-event.ts';

const Envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
});

type Envelope = z.infer<typeof Envelope>;

type Parser = (event: unknown, context: RouteEditContext) => AwsParsedEvent;

/**
 * Understands one EventBridge event or manual payload. Total: whatever it is given, it answers.
 *
 * @param home where the function runs, if that is known
 */
export type ParseEvent = (event: unknown, functionOrigin?: Origin) => AwsParsedEvent;

/** One parser for each kind of event. To add a trigger, write its parser and name it here. */
const PARSERS = new Map<string, Parser>([
  ['aws.ec2/EC2 Instance State-change Notification', parseStateChange],
  [
    'aws.ec2/EC2 Spot Instance Interruption Warning',
    () => ({ kind: 'ignored', reason: 'a Spot warning: the node lives and keeps its routes until it ends' }),
  ],
  ['aws.autoscaling/EC2 Instance-launch Lifecycle Action', (event) => parseLifecycleAction('launch', event)],
  ['aws.autoscaling/EC2 Instance-terminate Lifecycle Action', (event) => parseLifecycleAction('terminate', event)],
  ['aws.ec2/AWS API Call via CloudTrail', parseRouteEdit],
  ['aws.events/Scheduled Event', () => ({ kind: 'resync', force: false })],
]);

/** Anybody may ask for a resync through the bus, but not for a forced one. */
const RESYNC_REQUESTED = 'Resync Requested';

/** A bus may be passed on events of other accounts and regions. Their instances are not ours to look up, their ends prove nothing. */
function isFromOtherOrigin({ account, region }: Envelope, functionOrigin: Origin): boolean {
  return (
    (account !== undefined && account !== functionOrigin.account) ||
    (region !== undefined && region !== functionOrigin.region)
  );
}

export function makeEventParser(context: RouteEditContext): ParseEvent {
  return (event, functionOrigin) => {
    if (isManualPayload(event)) return parseManualPayload(event);
    const envelope = Envelope.safeParse(event);
    if (!envelope.success) return { kind: 'malformed', reason: 'neither an EventBridge event nor a manual payload' };
    if (functionOrigin !== undefined && isFromOtherOrigin(envelope.data, functionOrigin)) {
      return { kind: 'ignored', reason: 'an event of another account or region' };
    }
    const { source, 'detail-type': type } = envelope.data;
    if (type === RESYNC_REQUESTED) return { kind: 'resync', force: false };
    const parser = PARSERS.get(`${source}/${type}`);
    return parser === undefined ? { kind: 'ignored', reason: 'an event of an unknown kind' } : parser(event, context);
  };
}
