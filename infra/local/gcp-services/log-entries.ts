import * as z from 'zod/mini';
import { Ids } from '../ec2/backend/ids.ts';
import { clausesOf, matches } from './log-filter.ts';

/** The newest entries only: some functions here run for days. */
const KEPT = 20_000;

export interface LogEntry {
  readonly insertId: string;
  readonly logName: string;
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly timestamp: string;
  readonly severity: string;
  readonly jsonPayload?: Readonly<Record<string, unknown>>;
  readonly textPayload?: string;
  readonly httpRequest?: Readonly<Record<string, unknown>>;
}

/** Where a Cloud Run service's entries come from. */
export interface LogOrigin {
  readonly project: string;
  readonly service: string;
  readonly location: string;
}

type Content = Pick<LogEntry, 'jsonPayload' | 'textPayload' | 'httpRequest'> & {
  readonly severity?: string;
  readonly time?: string;
};

const Line = z.record(z.string(), z.unknown());

/** As Cloud Run reads a line of JSON: what it knows of it becomes the entry's own. */
function contentOf(line: string): Content {
  if (!line.startsWith('{')) return { textPayload: line };
  const { severity, time, ...jsonPayload } = Line.parse(JSON.parse(line));
  return { severity: String(severity), time: String(time), jsonPayload };
}

export class LogEntries {
  readonly #ids = new Ids(3);
  #entries: LogEntry[] = [];

  /** A line of standard output. */
  write(origin: LogOrigin, line: string): void {
    this.add(origin, 'stdout', contentOf(line.trimEnd()));
  }

  /** @param log `stdout`, `requests`, `varlog/system` */
  add({ project, service, location }: LogOrigin, log: string, content: Content): void {
    const { severity = 'DEFAULT', time = new Date().toISOString(), ...payload } = content;
    const labels = { project_id: project, service_name: service, location, configuration_name: service };
    this.#entries.push({
      insertId: this.#ids.next('entry'),
      logName: `projects/${project}/logs/${encodeURIComponent(`run.googleapis.com/${log}`)}`,
      resource: { type: 'cloud_run_revision', labels },
      timestamp: time,
      severity,
      ...payload,
    });
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Of `projects`, those that pass the filter, oldest first. Throws BadRequest for a filter that is not understood. */
  find(projects: readonly string[], filter: string): LogEntry[] {
    const clauses = clausesOf(filter);
    const isIn = ({ logName }: LogEntry) => projects.some((project) => logName.startsWith(`${project}/`));
    const found = this.#entries.filter((entry) => isIn(entry) && clauses.every((clause) => matches(entry, clause)));
    return found.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  }
}
