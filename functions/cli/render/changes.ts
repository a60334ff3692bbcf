import type { Report, ReportedChange } from '../../../shared/reconcile/report.ts';
import type { Paint, Style } from './colour.ts';
import { columns } from './columns.ts';

const ACTIONS = ['create', 'replace', 'delete'] as const;
const MARKS = { create: '+', replace: '~', delete: '-' } as const;
const STYLES: Readonly<Record<ReportedChange['action'], Style>> = { create: 'green', replace: 'yellow', delete: 'red' };

/** Where the route led, an arrow, and where it will lead. */
function hops({ action, target, before, name }: ReportedChange): string {
  const named = name === undefined || name === target ? target : `${target} (${name})`;
  switch (action) {
    case 'create':
      return `-> ${named}`;
    case 'replace':
      return `${before ?? '?'} -> ${named}`;
    case 'delete':
      return `${named} ->`;
  }
}

function row(change: ReportedChange, paint: Paint): string[] {
  const { action, destination, table, reason } = change;
  return [`${paint(STYLES[action], MARKS[action])} ${destination}`, hops(change), `in ${table}`, `(${reason})`];
}

/**
 * The changes of a plan, a line each: `+`, `~` or `-`, destination, before -> after, table, reason.
 *
 * @param most of one kind that are shown before it says how many more there are
 */
export function diff(changes: readonly ReportedChange[], paint: Paint, most = Number.POSITIVE_INFINITY): string[] {
  const shown = ACTIONS.flatMap((action) => changes.filter((change) => change.action === action).slice(0, most));
  const hidden = changes.length - shown.length;
  const rest = hidden === 0 ? [] : [`  ... and ${hidden} more; --all shows them`];
  return [...columns(shown.map((change) => row(change, paint))), ...rest];
}

/** What there is to know beside the changes: a line each. */
export function remarks(report: Report, paint: Paint): string[] {
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

function rest({ unchanged, conflicts }: Report['summary']): string {
  return `${unchanged} unchanged, ${conflicts} conflicts`;
}

/** One line about a plan. */
export function planSummary({ changes, summary }: Report): string {
  if (changes.length === 0) return `Nothing to change: ${rest(summary)}.`;
  const [create, replace, remove] = ACTIONS.map((action) => count(changes, action));
  return `${create} to create, ${replace} to replace, ${remove} to delete; ${rest(summary)}.`;
}

/** One line about a run that wrote. */
export function resultSummary({ summary, forwarding }: Report): string {
  const { created, replaced, deleted, failed } = summary;
  const switched = forwarding.length === 0 ? '' : ` Forwarding switched on for ${forwarding.join(', ')}.`;
  return `${created} created, ${replaced} replaced, ${deleted} deleted, ${failed} failed; ${rest(summary)}.${switched}`;
}

/** What could not be done, a line each. */
export function failures({ changes }: Report, paint: Paint): string[] {
  return changes
    .filter(({ status }) => status === 'failed')
    .map(({ action, destination, error }) => `${paint('red', '!')} could not ${action} ${destination}: ${error ?? ''}`);
}
