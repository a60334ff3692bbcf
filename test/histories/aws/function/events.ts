import * as z from 'zod/mini';
import type { QueuedEvent, EventMeaning } from '../../run/event-queue.ts';

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

/** Something in the mail that is about no node. */
export function unrelatedEvent(number: number, now: number): QueuedEvent<string> {
  const event = UNRELATED_EVENTS[number % UNRELATED_EVENTS.length] ?? '';
  const time = new Date(now).toISOString();
  const body = typeof event === 'string' ? event : JSON.stringify({ time, ...event });
  return { event: body, instance: '', state: 'unknown' };
}
