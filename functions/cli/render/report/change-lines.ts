import type { ReportedChange } from '../../../../shared/reconcile/report/report.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { formatRows } from '../columns.ts';
import type { Paint, Style } from '../terminal/colour.ts';
import { hanging, lengthOf } from '../terminal/wrap.ts';

export const ACTIONS = ['create', 'replace', 'delete'] as const;
export const SYMBOLS = { create: '+', replace: '~', delete: '-' } as const;
export const STYLES: Readonly<Record<ReportedChange['action'], Style>> = {
  create: 'green',
  replace: 'yellow',
  delete: 'red',
};

/** The names of nodes, by what a route to them leads to. */
export type Names = ReadonlyMap<string, string>;

/** Those that are known, and those of the nodes that get routes. */
export const namesIn = (changes: readonly ReportedChange[], known: Names = new Map()): Names =>
  new Map([
    ...known,
    ...changes.flatMap(({ target, name }): [string, string][] => (name === undefined ? [] : [[target, name]])),
  ]);

const labelled = (target: string, name: string | undefined) =>
  name === undefined || name === target ? target : `${target} (${name})`;

/** Where the route led, an arrow, and where it will lead. */
export function nextHops(change: ReportedChange, names: Names): string {
  const { action, target, before = '?', name, interfaceBefore, interfaceAfter } = change;
  const label = labelled(target, name);
  switch (action) {
    case 'create':
      return `-> ${label}`;
    case 'replace':
      if (interfaceBefore !== undefined && interfaceAfter !== undefined) {
        return `${before} ${interfaceBefore} -> ${label} ${interfaceAfter}`;
      }
      return `${labelled(before, names.get(before))} -> ${label}`;
    case 'delete':
      return `${labelled(target, names.get(target))} ->`;
  }
}

/** The same, with the name alone of where a route led, or its id alone where the node that gets it has the same name. */
function shortNextHops(change: ReportedChange, names: Names): string {
  const { action, before = '?', name, interfaceBefore } = change;
  if (action !== 'replace' || interfaceBefore !== undefined) return nextHops(change, names);
  const wrong = names.get(before) ?? before;
  return nextHops({ ...change, before: wrong === name ? before : wrong }, new Map());
}

export function whyChanged({ reason, route }: ReportedChange): string {
  if (reason === 'allocated') return 'allocated, it asks for a range';
  // Where routes are taken over, only their names tell ours from theirs.
  return reason === 'adopted' && route !== undefined ? `adopted: ${route}` : reason;
}

const rangeText = ({ action, destination }: ReportedChange, paint: Paint) =>
  `${paint(STYLES[action], SYMBOLS[action])} ${destination}`;

/** A line each; undefined where that is too wide. */
function inOneTable(changes: readonly ReportedChange[], names: Names, paint: Paint, width = Number.POSITIVE_INFINITY) {
  const rows = changes.map((change) => [
    rangeText(change, paint),
    nextHops(change, names),
    `in ${change.table}`,
    `(${whyChanged(change)})`,
  ]);
  const lines = formatRows(rows).flat();
  return lines.every((line) => lengthOf(line) <= width) ? lines : undefined;
}

/** A line each, below a line that tells the table and the reason of several. */
function inGroups(changes: readonly ReportedChange[], names: Names, paint: Paint, width?: number): string[] {
  const rows = formatRows(
    changes.map((change) => [rangeText(change, paint), shortNextHops(change, names)]),
    width,
  );
  const withLines = changes.map((change, i) => ({ change, lines: rows[i] ?? [] }));
  const groups = groupBy(withLines, ({ change }) => `in ${change.table} (${whyChanged(change)}):`);
  return [...groups].flatMap(([heading, alike]) => [
    hanging('', heading, width, '  '),
    ...alike.flatMap(({ lines }) => lines),
  ]);
}

interface ChangeLineOptions {
  /** Of one kind that are shown before it says how many more there are. */
  readonly limit?: number | undefined;
  readonly allDeletions?: boolean;
  readonly names?: Names | undefined;
  readonly width?: number | undefined;
}

/**
 * The changes of a plan, a line each: `+`, `~` or `-`, destination, before -> after, table, reason. Where that is
 * wider than `width`, table and reason stand once above the changes that share them.
 */
export function changeLines(
  changes: readonly ReportedChange[],
  paint: Paint,
  { limit = Number.POSITIVE_INFINITY, allDeletions = false, width, names: known }: ChangeLineOptions = {},
): string[] {
  const visible = ACTIONS.flatMap((action) =>
    changes
      .filter((change) => change.action === action)
      .slice(0, action === 'delete' && allDeletions ? Number.POSITIVE_INFINITY : limit),
  );
  const hidden = changes.length - visible.length;
  const rest = hidden === 0 ? [] : [`  ... and ${hidden} more; --all shows them`];
  const names = namesIn(changes, known);
  return [...(inOneTable(visible, names, paint, width) ?? inGroups(visible, names, paint, width)), ...rest];
}
