import { counted } from '../../../shared/reconcile/model/text/counted.ts';
import type { StoppedResync } from '../doctor/advice/resync.ts';
import { formatAge } from '../render/age.ts';
import type { Paint } from '../render/terminal/colour.ts';
import { formatColumns } from '../render/columns.ts';
import { firstFew } from '../../../shared/reconcile/model/text/first-few.ts';
import { formatFreeRanges } from '../render/free-ranges.ts';
import type { Row } from '../watch/watch.ts';
import { type ClusterStatus, isFine } from './cluster-status.ts';
import type { FunctionStatus, Reading } from './deployment-status.ts';
import type { Names } from './status-counts.ts';

/** `299 ok, 1 not-forwarding (worker-30)`: what is not fine has names. */
function countsText(counts: ClusterStatus['routes'], names: Names, paint: Paint): string {
  return [...counts]
    .map(([status, count]) => {
      if (isFine(status)) return paint('green', `${count} ${status}`);
      return paint('red', `${count} ${status} (${firstFew(names.get(status) ?? [])})`);
    })
    .join(', ');
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

/** What there is to say of the triggers: each that is missing or off, else that all are on, and nothing without a function. */
function triggerTexts(triggers: Reading<readonly string[] | undefined>, paint: Paint): string[] {
  if ('unknown' in triggers) return [paint('red', `unknown: ${triggers.unknown}`)];
  if (triggers.value === undefined) return [];
  if (triggers.value.length === 0) return [paint('green', 'on')];
  return triggers.value.map((fault) => paint('red', fault));
}

/** A line for each of several things under one label. Of the lines after the first nothing is left when they are gone. */
function rowsOf(label: string, texts: readonly string[]): Row[] {
  return texts.map((text, i) => ({ key: `${label} ${i}`, cells: [label, text], isMissing: i > 0 }));
}

/** Whether there may be a function. */
const isDeployed = (found: Reading<FunctionStatus | undefined>) => 'unknown' in found || found.value !== undefined;

const stoppedText = ({ deletions, routes }: StoppedResync) =>
  `stops, since it would delete ${deletions} of ${counted(routes, 'route')}; see "podroutes plan"`;

/** A line for each thing that there is to know. */
export function statusRows(
  { nodes, routes, names, stoppedResync, freeRanges, gaps, deployment }: ClusterStatus,
  now: number,
  paint: Paint,
): Row[] {
  const { function: found, triggers, deadLetters, lastResync } = deployment;
  const resyncText = (time: number | undefined) =>
    time === undefined ? 'none in the last day' : `${formatAge(time, now)} ago`;
  const deadLettersText = (count: number) => (count === 0 ? paint('green', 'none') : paint('red', `${count} waiting`));
  return [
    ...rowsOf('Nodes', [countsText(nodes, names.nodes, paint)]),
    ...rowsOf('Routes', [countsText(routes, names.routes, paint)]),
    ...rowsOf('Resync', stoppedResync === undefined ? [] : [paint('red', stoppedText(stoppedResync))]),
    ...rowsOf('Free ranges', [formatFreeRanges(freeRanges)]),
    ...rowsOf('Function', [readingText(found, paint, (value) => functionText(value, now, paint))]),
    ...rowsOf('Triggers', triggerTexts(triggers, paint)),
    ...rowsOf('Last resync', isDeployed(found) ? [readingText(lastResync, paint, resyncText)] : []),
    ...rowsOf('Dead letters', [readingText(deadLetters, paint, deadLettersText)]),
    ...rowsOf(
      'Not read',
      gaps.map((gap) => paint('red', gap)),
    ),
  ];
}

export const renderStatus = (found: ClusterStatus, now: number, paint: Paint, width?: number): string =>
  formatColumns(
    statusRows(found, now, paint).map(({ cells }) => cells),
    width,
  )
    .map((line) => `${line}\n`)
    .join('');
