import { projectOf } from './links.ts';
import type { AuditEntry } from './audit/entry.ts';

/** An HTTP request in the binary mode of CloudEvents. */
export interface CloudEventRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function toCloudEvent(entry: AuditEntry): CloudEventRequest {
  const { serviceName, methodName, resourceName } = entry.protoPayload;
  const log = entry.logName.slice(entry.logName.indexOf('%2F') + 3);
  const headers = {
    'content-type': 'application/json',
    'ce-id': `projects/${projectOf(entry.logName)}/logs/cloudaudit.googleapis.com%2F${log}${entry.insertId}`,
    'ce-source': `//cloudaudit.googleapis.com/projects/${projectOf(entry.logName)}/logs/${log}`,
    'ce-type': 'google.cloud.audit.log.v1.written',
    'ce-specversion': '1.0',
    'ce-dataschema':
      'https://googleapis.github.io/google-cloudevents/jsonschema/google/events/cloud/audit/v1/LogEntryData.json',
    'ce-subject': `${serviceName}/${resourceName}`,
    'ce-servicename': serviceName,
    'ce-methodname': methodName,
    'ce-resourcename': resourceName,
    'ce-time': entry.timestamp,
  };
  return { headers, body: JSON.stringify(entry) };
}
