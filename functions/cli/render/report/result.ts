import type { NodeNote } from '../../../../shared/reconcile/model/conflict.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import type { Io } from '../../io.ts';
import { failureLines, remarkLines, stoppedLines, toldLines } from './remark-lines.ts';
import { noLongerDue, resultSummary } from './summaries.ts';
import { painter } from '../terminal/colour.ts';
import { widthOf, wrapLines } from '../terminal/wrap.ts';

/** The report without the remarks that the plan had already. */
export function foundSince(planned: Report, report: Report): Report {
  const known = new Set(planned.conflicts.map(({ destination, reason }) => `${destination} ${reason}`));
  const isNew = (told: readonly NodeNote[]) => {
    const keys = new Set(told.map(({ node, reason }) => `${node} ${reason}`));
    return ({ node, reason }: NodeNote) => !keys.has(`${node} ${reason}`);
  };
  const partial = report.partial?.filter((gap) => planned.partial?.includes(gap) !== true);
  return {
    ...report,
    conflicts: report.conflicts.filter(({ destination, reason }) => !known.has(`${destination} ${reason}`)),
    skipped: report.skipped.filter(isNew(planned.skipped)),
    warnings: report.warnings.filter(isNew(planned.warnings)),
    ...(partial === undefined ? {} : { partial }),
  };
}

/** Whether there is more to tell than the plan did. */
export function hasResult(planned: Report, report: Report): boolean {
  const { changes, forwarding, errors, warnings, conflicts, skipped, partial = [], told = [] } = report;
  const lists = [told, changes, forwarding, errors, warnings, conflicts, skipped, partial];
  return noLongerDue(planned, report) > 0 || lists.some(({ length }) => length > 0);
}

interface ResultOptions {
  readonly all?: boolean | undefined;
  /** What was shown before. */
  readonly planned?: Report;
}

/** What came of a run that wrote. */
export function renderResult(report: Report, { all = false, planned }: ResultOptions, io: Io): string {
  const paint = painter(io.stdout);
  const lines = [
    ...toldLines(report, paint, all),
    ...failureLines(report, paint, all),
    ...remarkLines(report, paint, all),
    resultSummary(report, planned),
    ...stoppedLines(report, paint),
  ];
  if (report.interrupted !== undefined)
    lines.push({ mark: paint('red', '!'), text: `${report.interrupted}; the same command goes on from here` });
  return wrapLines(lines, widthOf(io.stdout))
    .map((line) => `${line}\n`)
    .join('');
}
