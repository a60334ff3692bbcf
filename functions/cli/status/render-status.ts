import { formatAge } from '../render/age.ts';
import type { Paint } from '../render/colour.ts';
import { formatColumns } from '../render/columns.ts';
import { formatFreeRanges } from '../render/free-ranges.ts';
import type { Row } from '../watch/watch.ts';
import { type ClusterStatus, isFine } from './cluster-status.ts';
import type { FunctionStatus, Reading } from './deployment-status.ts';

function countsText(counts: ClusterStatus['routes'], paint: Paint): string {
  return [...counts].map(([status, count]) => paint(isFine(status) ? 'green' : 'red', `${count} ${status}`)).join(', ');
}

function functionText(found: FunctionStatus | undefined, now: number, paint: Paint): string {
  if (found === undefined) return paint('yellow', 'not deployed');
  const { name, state, isHealthy, changedAt } = found;
  const changed = changedAt === undefined ? '' : `, changed ${formatAge(changedAt, now)} ago`;
  return `${name} is ${paint(isHealthy ? 'green' : 'red', state.toLowerCase())}${changed}`;
}

function readingText<Value>(found: Reading<Value>, paint: Paint, text: (value: Value) => string): string {
  return 'value' in found ? text(found.value) : paint('red', `unknown: ${found.unknown}`);
}

/** A line for each trigger that is missing or off; one where all is well, and none without a function. */
function triggerRows(triggers: Reading<readonly string[] | undefined>, paint: Paint): string[][] {
  if ('unknown' in triggers) return [['Triggers', paint('red', `unknown: ${triggers.unknown}`)]];
  if (triggers.value === undefined) return [];
  if (triggers.value.length === 0) return [['Triggers', paint('green', 'on')]];
  return triggers.value.map((fault) => ['Trigger', paint('red', fault)]);
}

/** The same as long as the line is about the same: of some things there may be several. */
const keyOf = (cells: readonly string[]) =>
  ['Not read', 'Trigger'].includes(cells[0] ?? '') ? cells.join(' ') : (cells[0] ?? '');

/** A line for each thing that there is to know. */
export function statusRows(
  { nodes, routes, freeRanges, gaps, deployment }: ClusterStatus,
  now: number,
  paint: Paint,
): Row[] {
  const { function: found, triggers, deadLetters, lastResync } = deployment;
  const resyncText = (time: number | undefined) => (time === undefined ? 'none yet' : `${formatAge(time, now)} ago`);
  const deadLettersText = (count: number) => (count === 0 ? paint('green', 'none') : paint('red', `${count} waiting`));
  const rows = [
    ['Nodes', countsText(nodes, paint)],
    ['Routes', countsText(routes, paint)],
    ['Free ranges', formatFreeRanges(freeRanges)],
    ['Function', readingText(found, paint, (value) => functionText(value, now, paint))],
    ...triggerRows(triggers, paint),
    ...(lastResync === undefined ? [] : [['Last resync', readingText(lastResync, paint, resyncText)]]),
    ['Dead letters', readingText(deadLetters, paint, deadLettersText)],
    ...gaps.map((gap) => ['Not read', paint('red', gap)]),
  ];
  return rows.map((cells) => ({ key: keyOf(cells), cells }));
}

export const renderStatus = (found: ClusterStatus, now: number, paint: Paint, width?: number): string =>
  formatColumns(
    statusRows(found, now, paint).map(({ cells }) => cells),
    width,
  )
    .map((line) => `${line}\n`)
    .join('');
