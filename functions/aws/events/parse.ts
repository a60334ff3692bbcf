import * as z from 'zod/mini';
import { isManual, parseManual } from '../../common/manual.ts';
import { parseLifecycle } from './lifecycle.ts';
import { parseRouteEdit, type RouteEditContext } from './route-edit.ts';
import { parseStateChange } from './state-change.ts';
import type { AwsWake } from './wake.ts';

const Envelope = z.object({ 'detail-type': z.string(), source: z.string() });

type Parser = (event: unknown, context: RouteEditContext) => AwsWake;

/** Understands one EventBridge event or manual payload. Total: whatever it is given, it answers. */
export type ParseEvent = (event: unknown) => AwsWake;

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

export function eventParser(context: RouteEditContext): ParseEvent {
  return (event) => {
    if (isManual(event)) return parseManual(event);
    const envelope = Envelope.safeParse(event);
    if (!envelope.success) return { kind: 'malformed', why: 'neither an EventBridge event nor a manual payload' };
    const { source, 'detail-type': type } = envelope.data;
    if (type === ON_REQUEST) return { kind: 'resync', force: false };
    const parser = PARSERS.get(`${source}/${type}`);
    return parser === undefined ? { kind: 'ignored', why: 'an event of an unknown kind' } : parser(event, context);
  };
}
