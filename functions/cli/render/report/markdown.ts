import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import type { Report, ReportedChange } from '../../../../shared/reconcile/report/report.ts';
import type { Target } from '../../target/target.ts';
import { namesIn, nextHops, whyChanged } from './change-lines.ts';
import { forwardingLines, remarkLines, stoppedLines, toldLines } from './remark-lines.ts';
import { leftOutLines, planSummary } from './summaries.ts';
import type { Paint } from '../terminal/colour.ts';

/** Longer ones are folded, so that a conversation stays readable. */
const MAX_UNFOLDED = 20;

/** GitHub refuses comments of more than 65,536 characters, GitLab of a million: what is around the lines fits beside this. */
const MAX_LENGTH = 50_000;

const SYMBOLS = { create: '➕', replace: '🔁', delete: '➖' } as const;

const plain: Paint = (_, text) => text;

/**
 * Text of others, such as names: shown as it is, whatever it holds. A numeric reference is never syntax of Markdown or HTML, and in
 * code nobody is mentioned or linked to. https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function codeOf(text: string): string {
  const escaped = text.replaceAll(/[^A-Za-z0-9 ]/gu, (each) => `&#${each.codePointAt(0)};`);
  return `<code>${escaped}</code>`;
}

const row = (change: ReportedChange, names: ReturnType<typeof namesIn>) =>
  `| ${SYMBOLS[change.action]} | ${codeOf(change.destination)} | ${codeOf(nextHops(change, names))} | ${codeOf(change.table)} | ${codeOf(whyChanged(change))} |`;

/** As many lines as there is room for. */
function cut(lines: readonly string[], room: number): { readonly shown: readonly string[]; readonly hidden: number } {
  let length = 0;
  const end = lines.findIndex((line) => (length += line.length + 1) > room);
  const shown = end === -1 ? lines : lines.slice(0, end);
  return { shown, hidden: lines.length - shown.length };
}

/** Lines under a heading that opens them where they are many. */
function folded(title: string, head: readonly string[], lines: readonly string[], room: number): string[] {
  if (lines.length === 0) return [];
  const { shown, hidden } = cut(lines, room);
  const rest = hidden === 0 ? [] : ['', `${counted(hidden, 'more is', 'more are')} left out here.`];
  const body = [...head, ...shown, ...rest, ''];
  if (lines.length <= MAX_UNFOLDED) return body;
  return [`<details><summary>${title}</summary>`, '', ...body, '</details>', ''];
}

/** A plan as a comment on a pull request. `failure`: why the command fails. */
export function renderMarkdown(
  report: Report,
  { cluster, location, nodeNames }: Target,
  failure: string | undefined,
): string {
  const { changes } = report;
  const names = namesIn(changes, nodeNames);
  const told = [
    ...toldLines(report, plain, false),
    ...forwardingLines(report, plain, false),
    ...remarkLines(report, plain, false),
    ...stoppedLines(report, plain),
  ];
  const remarks = told.map(({ text }) => `- ${codeOf(text)}`);
  const lines = [
    `### podroutes plan: ${codeOf(cluster.name)}, ${codeOf(location)}`,
    '',
    `**${planSummary(report)}**`,
    '',
    ...folded(
      counted(changes.length, 'change'),
      ['|  | Range | Next hop | Table | Why |', '| --- | --- | --- | --- | --- |'],
      changes.map((change) => row(change, names)),
      MAX_LENGTH,
    ),
    ...folded(counted(remarks.length, 'remark'), [], remarks, MAX_LENGTH / 5),
    ...leftOutLines(report).flatMap((line) => [line, '']),
    ...(failure === undefined ? [] : [`**${failure}**`, '']),
  ];
  return lines.join('\n');
}
