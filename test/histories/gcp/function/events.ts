import { type AuditEntry, LocalEventarc } from '../../../../infra/local/gcp.ts';
import type { QueuedEvent } from '../../run/event-queue.ts';

function toQueuedEvent(entry: AuditEntry): QueuedEvent<AuditEntry> {
  const { protoPayload, resource, operation } = entry;
  const isDone = operation.last === true && protoPayload.status?.code === undefined;
  const method = protoPayload.methodName.split('.').at(-1);
  const state = method === 'delete' ? 'deleted' : method === 'insert' || method === 'start' ? 'running' : 'unknown';
  return { event: entry, instance: resource.labels['instance_id'] ?? '', state: isDone ? state : 'unknown' };
}

/** The entry as a letter, if there is a trigger for it. */
export function toQueuedEvents(entry: AuditEntry): QueuedEvent<AuditEntry>[] {
  const triggers = new LocalEventarc();
  triggers.send(entry);
  return triggers.takeAll().map(toQueuedEvent);
}
