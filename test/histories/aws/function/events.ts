import * as z from 'zod/mini';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import type { AwsChange } from '../history.ts';
import type { QueuedEvent, EventMeaning } from '../../run/event-queue.ts';

type TagChangeEvent = Parameters<Parameters<LocalEc2['onTagChange']>[0]>[0];

const Event = z.object({ detail: z.looseObject({}), 'detail-type': z.string() });

/** Events that are no news, and some that are none at all. */
const UNRELATED_EVENTS: readonly (object | string)[] = [
  { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  {
    source: 'aws.ec2',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    detail: { 'instance-id': 'i-0abcdef12' },
  },
  { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } },
  { source: 'aws.health', 'detail-type': 'AWS Health Event', detail: {} },
  '{"source":',
];

function meaningOfState(state: unknown): EventMeaning['state'] {
  if (state === 'shutting-down' || state === 'terminated') return 'deleted';
  return state === 'pending' || state === 'running' ? 'running' : 'unknown';
}

/** An event as a message's body, and what it says. */
export function toQueuedEvent(event: object): QueuedEvent<string> {
  const { detail, 'detail-type': type } = Event.parse(event);
  const instance = detail['instance-id'] ?? detail['EC2InstanceId'];
  const state = type.includes('launch Lifecycle') ? 'running' : meaningOfState(detail['state']);
  return { event: JSON.stringify(event), instance: typeof instance === 'string' ? instance : '', state };
}

/** A tag that says a node's range, as the deployed rule takes it. */
export function tagEvents(event: TagChangeEvent): QueuedEvent<string>[] {
  const { resources, detail } = event;
  if (detail['resource-type'] !== 'instance' || !detail['changed-tag-keys'].includes('pod-cidr')) return [];
  const [, instance = ''] = (resources[0] ?? '').split(':instance/');
  const statement = detail.tags['pod-cidr']?.replaceAll(' ', ',');
  return [{ event: JSON.stringify(event), instance, state: 'unknown', statement }];
}

const ROUTE_EDITS = new Set(['set route', 'remove route', 'remove own route']);

export const isRouteEdit = ({ do: kind }: AwsChange): boolean => ROUTE_EDITS.has(kind);

/** What a trail tells of a route that somebody edited. The function reads everything then, whatever the route. */
export function routeEditEvent(now: number): QueuedEvent<string> {
  const event = {
    source: 'aws.ec2',
    'detail-type': 'AWS API Call via CloudTrail',
    time: new Date(now).toISOString(),
    detail: {
      eventName: 'DeleteRoute',
      userIdentity: { arn: 'arn:aws:iam::123456789012:user/somebody' },
      requestParameters: { destinationCidrBlock: '10.200.0.0/24' },
    },
  };
  return { event: JSON.stringify(event), instance: '', state: 'edited' };
}

/** Something in the mail that is about no node. */
export function unrelatedEvent(number: number, now: number): QueuedEvent<string> {
  const event = UNRELATED_EVENTS[number % UNRELATED_EVENTS.length] ?? '';
  const time = new Date(now).toISOString();
  const body = typeof event === 'string' ? event : JSON.stringify({ time, ...event });
  return { event: body, instance: '', state: 'unknown' };
}
