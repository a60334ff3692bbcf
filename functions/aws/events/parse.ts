import * as z from 'zod/mini';
import { isManual, parseManual } from '../../common/manual.ts';
import { parseLifecycle } from './lifecycle.ts';
import { parseRouteEdit, type RouteEditContext } from './route-edit.ts';
import { parseStateChange } from './state-change.ts';
import type { Origin } from './origin.ts';
import type { AwsWake } from './wake.ts';

const Envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
});

type Envelope = z.infer<typeof Envelope>;

type Parser = (event: unknown, context: RouteEditContext) => AwsWake;

/**
 * Understands one EventBridge event or manual payload. Total: whatever it is given, it answers.
 *
 * @param home where the function runs, if that is known
 */
export type ParseEvent = (event: unknown, home?: Origin) => AwsWake;

/** One parser for each kind of event. To add a trigger, write its parser and name it here. */
const PARSERS = new Map<string, Parser>([
  ['aws.ec2/EC2 Instance State-change Notification', parseStateChange],
  [
    'aws.ec2/EC2 Spot Instance Interruption Warning',
    () => ({ kind: 'ignored', why: 'a Spot warning: the node lives and keeps its routes until it ends' }),
  ],
  ['aws.autoscaling/EC2 Instance-launch Lifecycle Action', (event) => parseLifecycle('launch', event)],
  ['aws.autoscaling/EC2 Instance-terminate Lifecycle Action', (event) => parseLifecycle('terminate', event)],
  ['aws.ec2/AWS API Call via CloudTrail', parseRouteEdit],
  ['aws.events/Scheduled Event', () => ({ kind: 'resync', force: false })],
]);

/** Anybody may ask for a resync through the bus, but not for a forced one. */
const ON_REQUEST = 'Resync Requested';

/** A bus may be passed on events of other accounts and regions. Their instances are not ours to look up, their ends prove nothing. */
function isFromElsewhere({ account, region }: Envelope, home: Origin): boolean {
  return (account !== undefined && account !== home.account) || (region !== undefined && region !== home.region);
}

export function eventParser(context: RouteEditContext): ParseEvent {
  return (event, home) => {
    if (isManual(event)) return parseManual(event);
    const envelope = Envelope.safeParse(event);
    if (!envelope.success) return { kind: 'malformed', why: 'neither an EventBridge event nor a manual payload' };
    if (home !== undefined && isFromElsewhere(envelope.data, home)) {
      return { kind: 'ignored', why: 'an event of another account or region' };
    }
    const { source, 'detail-type': type } = envelope.data;
    if (type === ON_REQUEST) return { kind: 'resync', force: false };
    const parser = PARSERS.get(`${source}/${type}`);
    return parser === undefined ? { kind: 'ignored', why: 'an event of an unknown kind' } : parser(event, context);
  };
}
