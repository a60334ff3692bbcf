import type { Report, ReportedChange } from '../../../shared/reconcile/report/report.ts';
import type { Paint, Style } from './colour.ts';
import { formatColumns } from './columns.ts';

const ACTIONS = ['create', 'replace', 'delete'] as const;
const SYMBOLS = { create: '+', replace: '~', delete: '-' } as const;
const STYLES: Readonly<Record<ReportedChange['action'], Style>> = { create: 'green', replace: 'yellow', delete: 'red' };

/** Where the route led, an arrow, and where it will lead. */
function nextHops({ action, target, before, name }: ReportedChange): string {
  const label = name === undefined || name === target ? target : `${target} (${name})`;
  switch (action) {
    case 'create':
      return `-> ${label}`;
    case 'replace':
      return `${before ?? '?'} -> ${label}`;
    case 'delete':
      return `${label} ->`;
  }
}

function row(change: ReportedChange, paint: Paint): string[] {
  const { action, destination, table, reason, route } = change;
  // Where routes are taken over, only their names tell ours from theirs.
  const why = reason === 'adopted' && route !== undefined ? `adopted: ${route}` : reason;
  return [`${paint(STYLES[action], SYMBOLS[action])} ${destination}`, nextHops(change), `in ${table}`, `(${why})`];
}

/**
 * The changes of a plan, a line each: `+`, `~` or `-`, destination, before -> after, table, reason.
 *
 * @param limit of one kind that are shown before it says how many more there are
 */
export function changeLines(
  changes: readonly ReportedChange[],
  paint: Paint,
  limit = Number.POSITIVE_INFINITY,
): string[] {
  const visible = ACTIONS.flatMap((action) => changes.filter((change) => change.action === action).slice(0, limit));
  const hidden = changes.length - visible.length;
  const rest = hidden === 0 ? [] : [`  ... and ${hidden} more; --all shows them`];
  return [...formatColumns(visible.map((change) => row(change, paint))), ...rest];
}

/** What there is to know beside the changes: a line each. */
export function remarkLines(report: Report, paint: Paint): string[] {
  const lines = [
    ...report.conflicts.map(({ destination, reason }) => `conflict over ${destination}: ${reason}`),
    ...report.skipped.map(({ reason }) => `skipped ${reason}`),
    ...report.warnings.map(({ reason }) => reason),
    ...report.errors.map(({ node, error }) => `${node}: ${error}`),
    ...(report.partial ?? []).map((gap) => `${gap}: nothing is deleted or replaced`),
  ];
  return lines.map((line) => `${paint('yellow', '!')} ${line}`);
}

const count = (changes: readonly ReportedChange[], action: ReportedChange['action']) =>
  changes.filter((change) => change.action === action).length;

function unchangedSummary({ unchanged, conflicts }: Report['summary']): string {
  return `${unchanged} unchanged, ${conflicts} conflicts`;
}

/** One line about a plan. */
export function planSummary({ changes, summary }: Report): string {
  if (changes.length === 0) return `Nothing to change: ${unchangedSummary(summary)}.`;
  const [create, replace, remove] = ACTIONS.map((action) => count(changes, action));
  return `${create} to create, ${replace} to replace, ${remove} to delete; ${unchangedSummary(summary)}.`;
}

/** One line about a run that wrote. */
export function resultSummary({ summary, forwarding }: Report): string {
  const { created, replaced, deleted, failed } = summary;
  const forwardingNote = forwarding.length === 0 ? '' : ` Forwarding switched on for ${forwarding.join(', ')}.`;
  return `${created} created, ${replaced} replaced, ${deleted} deleted, ${failed} failed; ${unchangedSummary(summary)}.${forwardingNote}`;
}

/** What could not be done, a line each. */
export function failureLines({ changes }: Report, paint: Paint): string[] {
  return changes
    .filter(({ status }) => status === 'failed')
    .map(({ action, destination, error }) => `${paint('red', '!')} could not ${action} ${destination}: ${error ?? ''}`);
}
