import { labelOf } from '../../../shared/reconcile/model/instance.ts';
import { counted } from '../../../shared/reconcile/model/text/counted.ts';
import type { Report, ReportedChange, ToldNode } from '../../../shared/reconcile/report/report.ts';
import { refusedCount } from '../../../shared/reconcile/report/refused.ts';
import type { Paint, Style } from './colour.ts';
import { formatColumns } from './columns.ts';
import { firstFew } from './first-few.ts';
import { foldLines, type SubjectLine } from './fold-lines.ts';
import type { MarkedLine } from './wrap.ts';

const ACTIONS = ['create', 'replace', 'delete'] as const;
const SYMBOLS = { create: '+', replace: '~', delete: '-' } as const;
const STYLES: Readonly<Record<ReportedChange['action'], Style>> = { create: 'green', replace: 'yellow', delete: 'red' };

/** Where the route led, an arrow, and where it will lead. */
export function nextHops({ action, target, before, name, interfaceBefore, interfaceAfter }: ReportedChange): string {
  const label = name === undefined || name === target ? target : `${target} (${name})`;
  switch (action) {
    case 'create':
      return `-> ${label}`;
    case 'replace':
      if (interfaceBefore !== undefined && interfaceAfter !== undefined) {
        return `${before ?? '?'} ${interfaceBefore} -> ${label} ${interfaceAfter}`;
      }
      return `${before ?? '?'} -> ${label}`;
    case 'delete':
      return `${label} ->`;
  }
}

export function whyChanged({ reason, route }: ReportedChange): string {
  if (reason === 'allocated') return 'allocated, it asks for a range';
  // Where routes are taken over, only their names tell ours from theirs.
  return reason === 'adopted' && route !== undefined ? `adopted: ${route}` : reason;
}

function row(change: ReportedChange, paint: Paint): string[] {
  const { action, destination, table } = change;
  const why = whyChanged(change);
  return [`${paint(STYLES[action], SYMBOLS[action])} ${destination}`, nextHops(change), `in ${table}`, `(${why})`];
}

interface ChangeLineOptions {
  /** Of one kind that are shown before it says how many more there are. */
  readonly limit?: number | undefined;
  readonly allDeletions?: boolean;
  readonly width?: number | undefined;
}

/**
 * The changes of a plan, a line each: `+`, `~` or `-`, destination, before -> after, table, reason.
 */
export function changeLines(
  changes: readonly ReportedChange[],
  paint: Paint,
  { limit = Number.POSITIVE_INFINITY, allDeletions = false, width }: ChangeLineOptions = {},
): string[] {
  const visible = ACTIONS.flatMap((action) =>
    changes
      .filter((change) => change.action === action)
      .slice(0, action === 'delete' && allDeletions ? Number.POSITIVE_INFINITY : limit),
  );
  const hidden = changes.length - visible.length;
  const rest = hidden === 0 ? [] : [`  ... and ${hidden} more; --all shows them`];
  return [
    ...formatColumns(
      visible.map((change) => row(change, paint)),
      width,
    ),
    ...rest,
  ];
}

/** A note begins with the name of its node. */
const nodeOf = (reason: string) => reason.split(':')[0] ?? reason;

function remarks(report: Report): SubjectLine[] {
  return [
    ...report.conflicts.map(({ destination, reason }) => ({
      subject: destination,
      text: `conflict over ${destination}: ${reason}`,
    })),
    ...report.skipped.map(({ reason }) => ({ subject: nodeOf(reason), text: `skipped ${reason}` })),
    ...report.warnings.map(({ reason }) => ({ subject: nodeOf(reason), text: reason })),
    ...report.errors.map(({ node, error }) => ({ subject: node, text: `${node}: ${error}` })),
    ...(report.quotaShortages ?? []).map(({ table, family, wanted, room, routes, quota }) => ({
      subject: table,
      text: `there is room for ${room} of ${wanted} ${family === 'ipv6' ? 'IPv6 ' : ''}routes in ${table}: it has ${routes}, and its quota is ${quota}`,
    })),
    ...(report.partial ?? []).map((gap) => ({ subject: gap, text: `${gap}: nothing is deleted or replaced` })),
  ];
}

/** Why a resync stops before it deletes most of the routes, and by which flag it would not. */
export function stoppedLines({ stopped }: Report, paint: Paint): MarkedLine[] {
  if (stopped === undefined) return [];
  return [{ mark: paint('red', '!'), text: `a resync ${stopped.replace('; force', '; --force')}` }];
}

const toldLine = (verb: string, { name, node, podCidrs }: ToldNode): SubjectLine => ({
  subject: name,
  text: `${labelOf(name, node)} ${verb} ${podCidrs.join(' and ')}`,
});

/**
 * What nodes are told that asked for a range: a line each, folded as `remarkLines` does. Of a plan, those whose range is reserved
 * already: of the others the changes tell.
 */
export function toldLines({ toTell = [], told = [], changes }: Report, paint: Paint, all: boolean): MarkedLine[] {
  const allocated = new Set(changes.flatMap(({ reason, node }) => (reason === 'allocated' ? [node] : [])));
  const lines = [
    ...toTell.filter(({ node }) => !allocated.has(node)).map((each) => toldLine('is to be told', each)),
    ...told.map((each) => toldLine('was told', each)),
  ];
  return markedLines(lines, paint('green', '>'), all);
}

/** Nodes that are to forward their pods' packets, which only EC2 can be told: a line each, folded as `remarkLines` does. */
export function forwardingLines({ forwardingPlanned = [] }: Report, paint: Paint, all: boolean): MarkedLine[] {
  const lines = forwardingPlanned.map(({ name, node }) => ({
    subject: name,
    text: `source/dest check of ${labelOf(name, node)}: on -> off`,
  }));
  return markedLines(lines, paint(STYLES.replace, SYMBOLS.replace), all);
}

/** What there is to know beside the changes: a line each; lines that are alike are folded unless `all` is asked for. */
export function remarkLines(report: Report, paint: Paint, all: boolean): MarkedLine[] {
  return markedLines(remarks(report), paint('yellow', '!'), all);
}

function markedLines(lines: readonly SubjectLine[], mark: string, all: boolean): MarkedLine[] {
  const told = all ? lines.map(({ text }) => text) : foldLines(lines);
  return told.map((text) => ({ mark, text }));
}

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

/** One line about a run that wrote. */
export function resultSummary(report: Report): string {
  const { summary, forwarding, told = [] } = report;
  const { created, replaced, deleted, failed } = summary;
  const forwardingNote = forwarding.length === 0 ? '' : ` Forwarding switched on for ${firstFew(forwarding)}.`;
  const toldNote = told.length === 0 ? '' : `, ${told.length} told their range`;
  return `${created} created, ${replaced} replaced, ${deleted} deleted${toldNote}, ${failed} failed; ${unchangedSummary(report)}.${forwardingNote}`;
}

/** What could not be done; folded as `remarkLines` does. */
export function failureLines({ changes }: Report, paint: Paint, all: boolean): MarkedLine[] {
  const lines = changes
    .filter(({ status }) => status === 'failed')
    .map(({ action, destination, error }) => ({
      subject: destination,
      text: `could not ${action} ${destination}: ${error ?? ''}`,
    }));
  return markedLines(lines, paint('red', '!'), all);
}
