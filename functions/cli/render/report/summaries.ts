import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import { refusedCount } from '../../../../shared/reconcile/report/refused.ts';
import type { Report, ReportedChange } from '../../../../shared/reconcile/report/report.ts';
import { firstFew } from '../../../../shared/reconcile/model/text/first-few.ts';
import { ACTIONS } from './change-lines.ts';

const count = (changes: readonly ReportedChange[], action: ReportedChange['action']) =>
  changes.filter((change) => change.action === action).length;

function unchangedSummary({ summary: { unchanged, conflicts }, skipped, withoutRange = [] }: Report): string {
  const refused = refusedCount(skipped);
  const parts = [
    `${unchanged} unchanged`,
    counted(conflicts, 'conflict'),
    ...(refused === 0 ? [] : [`${refused} refused`]),
    ...(withoutRange.length === 0 ? [] : [`${withoutRange.length} without a range`]),
  ];
  return parts.join(', ');
}

/** Whether a resync would do something. */
export const isChange = ({ changes, toTell = [], forwardingPlanned = [] }: Report): boolean =>
  changes.length + toTell.length + forwardingPlanned.length > 0;

/** One line about a plan. */
export function planSummary(report: Report): string {
  const { changes, toTell = [], forwardingPlanned = [] } = report;
  if (!isChange(report)) return `Nothing to change: ${unchangedSummary(report)}.`;
  const [create, replace, remove] = ACTIONS.map((action) => count(changes, action));
  const telling = toTell.length === 0 ? '' : `, ${toTell.length} to tell their range`;
  const forwarding =
    forwardingPlanned.length === 0 ? '' : `, ${counted(forwardingPlanned.length, 'source/dest check')} to switch off`;
  return `${create} to create, ${replace} to replace, ${remove} to delete${telling}${forwarding}; ${unchangedSummary(report)}.`;
}

/** How much of the plan is not meant; a limit that leaves nothing out needs no line. */
export function leftOutLines({ leftOut = [] }: Report): string[] {
  const { length } = leftOut;
  return length === 0
    ? []
    : [`${counted(length, 'more change is', 'more changes are')} due beside what was asked for.`];
}

/** How many changes of a plan a run neither made nor left, for no conflict: somebody else had made them, or they were right no more. */
export const noLongerDue = (planned: Report, { changes, conflicts }: Report): number =>
  Math.max(0, planned.changes.length - changes.length - conflicts.length);

/** One line about a run that wrote. */
export function resultSummary(report: Report, planned = report): string {
  const { summary, forwarding, told = [] } = report;
  const { created, replaced, deleted, failed } = summary;
  const forwardingNote = forwarding.length === 0 ? '' : ` Forwarding switched on for ${firstFew(forwarding)}.`;
  const toldNote = told.length === 0 ? '' : `, ${told.length} told their range`;
  const overtaken = noLongerDue(planned, report);
  const overtakenNote = overtaken === 0 ? '' : `, ${overtaken} no longer due`;
  return `${created} created, ${replaced} replaced, ${deleted} deleted${toldNote}, ${failed} failed${overtakenNote}; ${unchangedSummary(report)}.${forwardingNote}`;
}
