import type { Report, ReportedChange } from '../../../shared/reconcile/report.ts';

const MARKS = { create: '+', replace: '~', delete: '-' };

function changeLine({ action, destination, table, target, before, reason, status, error }: ReportedChange): string {
  const hop = before === undefined ? target : `${before} -> ${target}`;
  const end = status === 'failed' ? `FAILED: ${error}` : reason;
  return `${MARKS[action]} ${destination} -> ${hop}  in ${table}  (${end})`;
}

function remarks(report: Report): string[] {
  return [
    ...report.conflicts.map(({ destination, reason }) => `! conflict over ${destination}: ${reason}`),
    ...report.skipped.map(({ reason }) => `! skipped ${reason}`),
    ...report.warnings.map(({ reason }) => `! ${reason}`),
    ...report.errors.map(({ node, error }) => `! ${node}: ${error}`),
    ...(report.partial ?? []).map((gap) => `! ${gap}: nothing was deleted or replaced`),
    ...(report.stopped === undefined ? [] : [`! stopped: ${report.stopped}`]),
  ];
}

function summaryLine({ changes, summary, dryRun, stopped }: Report): string {
  const { created, replaced, deleted, unchanged, failed, conflicts } = summary;
  const rest = `${unchanged} unchanged, ${conflicts} conflicts`;
  if (dryRun || stopped !== undefined) return `${changes.length} to change, ${rest}.`;
  return `${created} created, ${replaced} replaced, ${deleted} deleted, ${failed} failed, ${rest}.`;
}

/** A report for people: a line for each change and remark, and one of summary. */
export function renderReport(report: Report): string {
  return [...report.changes.map(changeLine), ...remarks(report), summaryLine(report)].join('\n');
}
