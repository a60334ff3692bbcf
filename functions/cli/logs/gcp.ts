import * as z from 'zod/mini';
import { invalidResponse } from '../../../shared/gcp/api/errors.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { pagesOf } from '../../../shared/reconcile/cloud/paging.ts';
import { SettingsError, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../doctor/gcp/deployment/reader.ts';
import { RestClient } from '../doctor/gcp/rest-client.ts';
import { notDeployed } from '../invoke/manual-call.ts';
import type { TargetIo } from '../target/target.ts';
import type { LogEvent, LogLevel, LogSource } from './log-source.ts';

const PATH = 'entries:list';

/** Milliseconds between pages: a project has 60 reads a minute. https://cloud.google.com/logging/quotas */
const PAGE_PAUSE = 1000;

const PAGE_SIZE = 1000;

const text = z.optional(z.string());

const Entry = z.object({
  insertId: z.string(),
  timestamp: z.string(),
  severity: z._default(z.string(), 'DEFAULT'),
  jsonPayload: z.optional(z.record(z.string(), z.unknown())),
  textPayload: text,
  httpRequest: z.optional(z.object({ requestMethod: text, status: z.optional(z.number()), latency: text })),
});
type Entry = z.infer<typeof Entry>;

const Page = z.object({ entries: z._default(z.array(Entry), []), nextPageToken: text });

const LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ['DEFAULT', 'info'],
  ['DEBUG', 'info'],
  ['INFO', 'info'],
  ['NOTICE', 'info'],
  ['WARNING', 'warn'],
]);

/** A line of the function as it wrote it: Cloud Run has made severity and time fields of the entry. */
function lineOf({ timestamp, severity, jsonPayload, textPayload, httpRequest }: Entry): string {
  if (jsonPayload !== undefined) return JSON.stringify({ severity, time: timestamp, ...jsonPayload });
  if (httpRequest === undefined) return textPayload?.trimEnd() ?? '';
  const { requestMethod = 'request', status = 'nothing', latency } = httpRequest;
  const answer = `${requestMethod} was answered with ${status}${latency === undefined ? '' : ` after ${latency}`}`;
  return textPayload === undefined ? answer : `${answer}: ${textPayload.trimEnd()}`;
}

function eventOf(entry: Entry): LogEvent {
  const { insertId, timestamp, severity, httpRequest } = entry;
  const [level, line] = [LEVELS.get(severity) ?? 'error', lineOf(entry)];
  const isRoutine = line === '' || (httpRequest !== undefined && level === 'info');
  // An insertId is unique only together with the time. https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
  return { id: `${timestamp} ${insertId}`, time: Date.parse(timestamp), line, level, isRoutine };
}

/** What the cluster's Cloud Run function writes to Cloud Logging. Throws SettingsError where there is none. */
export async function gcpLog(settings: SettingsSource, io: TargetIo): Promise<LogSource> {
  const config = readGcpConfig(settings);
  const rest = new RestClient(config, io);
  const { name, function: readFunction } = new DeploymentReader(rest, config);
  const deployed = await readFunction();
  if (deployed === undefined) throw notDeployed(name);
  const ofFunction = [
    'resource.type="cloud_run_revision"',
    `resource.labels.service_name="${name}"`,
    `resource.labels.location="${deployed.region}"`,
    // Without the audit log's entries about the service.
    'logName:"run.googleapis.com"',
  ];
  const read = async (since: number, pageToken: string | undefined) => {
    const body = {
      resourceNames: [`projects/${config.project}`],
      filter: [...ofFunction, `timestamp>="${new Date(since).toISOString()}"`].join(' AND '),
      orderBy: 'timestamp asc',
      pageSize: PAGE_SIZE,
      ...(pageToken === undefined ? {} : { pageToken }),
    };
    const permission = 'logging.logEntries.list';
    const call = { api: 'logging', path: PATH, body, schema: Page, permission } as const;
    const page = await rest.get(call);
    if (page === undefined)
      throw new SettingsError([`the Cloud Logging API is not enabled in project ${config.project}`]);
    return page;
  };
  return {
    name,
    async *pagesSince(since) {
      const pages = pagesOf({
        read: (token) => read(since, token),
        nextOf: ({ nextPageToken }) => nextPageToken,
        circular: () => invalidResponse(PATH, name),
        pause: () => io.runtime.sleep(PAGE_PAUSE),
      });
      for await (const { entries } of pages) yield entries.map(eventOf);
    },
  };
}
