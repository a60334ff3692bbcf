import type { Report } from '../../shared/reconcile/report/report.ts';

type Level = 'info' | 'warn' | 'error';

/** Writes one line: what is told, and the fields that it is about. */
export type Logger = Readonly<Record<Level, (fields: object, message: string) => void>>;

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
const SEVERITY = { info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/** Where lines go: writing to it ends when the line is out, since Lambda freezes the process after a response. */
interface LineSink {
  readonly write: (line: string) => unknown;
}

/**
 * Writes one JSON object a line, with the severity field of the cloud's log viewer. A pipe, which both clouds give, is written to
 * synchronously by Node on Linux.
 */
export function makeLogger(cloud: Report['cloud'], { write }: LineSink = { write: writeToStdout }): Logger {
  const at =
    (level: Level): Logger[Level] =>
    (fields, message) => {
      const severity = cloud === 'gcp' ? { severity: SEVERITY[level] } : { level };
      write(`${JSON.stringify({ ...severity, time: new Date().toISOString(), ...fields, message })}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

const writeToStdout = (line: string) => process.stdout.write(line);

/** One line for each decision and one for the whole. */
export function logReport(log: Logger, report: Report, milliseconds: number): void {
  // What is held back is no decision on each route: the line `resync stopped` says how many there are.
  const decided = report.changes.filter(({ status }) => status !== 'planned' || report.stopped === undefined);
  for (const change of decided) {
    if (change.status === 'failed') log.error(change, `could not ${change.action} route ${change.destination}`);
    else log.info(change, `${change.action} route ${change.destination} ${change.status}`);
  }
  for (const conflict of report.conflicts) log.warn(conflict, `conflict over ${conflict.destination}`);
  for (const skipped of report.skipped) log.warn(skipped, 'node skipped');
  for (const told of report.told ?? []) log.info(told, 'node told its pod CIDR');
  for (const waiting of report.withoutRange ?? []) log.warn(waiting, 'no range is free for node');
  for (const warning of report.warnings) log.warn(warning, 'node cannot forward');
  for (const node of report.forwarding) log.info({ node }, 'forwarding switched on');
  for (const error of report.errors) log.error(error, 'left undone');
  for (const gap of report.partial ?? []) log.warn({ gap }, 'listing was partial, so nothing was deleted or replaced');
  if (report.interrupted !== undefined) log.warn({ interrupted: report.interrupted }, 'time is over');
  if (report.stopped !== undefined) log.error({ stopped: report.stopped }, 'resync stopped');
  const { cloud, cluster, scope, dryRun, summary } = report;
  log.info({ cloud, cluster, scope, dryRun, summary, milliseconds }, 'reconciled');
}

/** Of events that led to no look. */
export function logBelieved(log: Logger, { cloud, cluster, forwarding, believed = [] }: Report): void {
  for (const node of forwarding) log.info({ node }, 'forwarding switched on');
  log.info({ cloud, cluster, believed }, 'not looked at again');
}
