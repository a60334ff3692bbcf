import * as z from 'zod/mini';
import type { Letter, News } from '../mailbox.ts';

const Event = z.object({ detail: z.looseObject({}), 'detail-type': z.string() });

/** Events that are no news, and some that are none at all. */
const NOISE: readonly (object | string)[] = [
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

function saysOf(state: unknown): News['says'] {
  if (state === 'shutting-down' || state === 'terminated') return 'ended';
  return state === 'pending' || state === 'running' ? 'alive' : 'nothing';
}

/** An event as a message's body, and what it says. */
export function letterOf(event: object): Letter<string> {
  const { detail, 'detail-type': type } = Event.parse(event);
  const instance = detail['instance-id'] ?? detail['EC2InstanceId'];
  const says = type.includes('launch Lifecycle') ? 'alive' : saysOf(detail['state']);
  return { event: JSON.stringify(event), instance: typeof instance === 'string' ? instance : '', says };
}

/** Something in the mail that is about no node. */
export function noise(number: number, now: number): Letter<string> {
  const event = NOISE[number % NOISE.length] ?? '';
  const time = new Date(now).toISOString();
  const body = typeof event === 'string' ? event : JSON.stringify({ time, ...event });
  return { event: body, instance: '', says: 'nothing' };
}
