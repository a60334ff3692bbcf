import { labelOf } from '../../../../shared/reconcile/model/instance.ts';
import type { Report, ToldNode } from '../../../../shared/reconcile/report/report.ts';
import type { Paint } from '../terminal/colour.ts';
import type { MarkedLine } from '../terminal/wrap.ts';
import { STYLES, SYMBOLS } from './change-lines.ts';
import { foldLines, type SubjectLine } from './fold-lines.ts';

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
