import { randomUUID } from 'node:crypto';

/** moto sends no EC2 events of its own: these are EventBridge's, as it puts them into a queue. */

export interface EventBridgeEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
}

export function stateChange(instance: string, state: string): EventBridgeEvent {
  return {
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    detail: { 'instance-id': instance, state },
  };
}

/** The whole message of a bus, with what the bus adds. */
export function envelope(event: EventBridgeEvent): object {
  const time = new Date().toISOString();
  return {
    version: '0',
    id: randomUUID(),
    account: '123456789012',
    region: 'us-east-1',
    time,
    resources: [],
    ...event,
  };
}

interface SqsRecord {
  readonly messageId: string;
  readonly eventSource: 'aws:sqs';
  readonly body: string;
}

/** The batch that Lambda makes of messages in a queue. */
export function batchOf(bodies: readonly string[]): { Records: SqsRecord[] } {
  return { Records: bodies.map((body, i) => ({ messageId: `message-${i}`, eventSource: 'aws:sqs', body })) };
}

export function queued(...events: readonly EventBridgeEvent[]): { Records: SqsRecord[] } {
  return batchOf(events.map((event) => JSON.stringify(envelope(event))));
}
