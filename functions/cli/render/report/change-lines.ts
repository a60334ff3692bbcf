import type { ReportedChange } from '../../../../shared/reconcile/report/report.ts';
import { formatColumns } from '../columns.ts';
import type { Paint, Style } from '../terminal/colour.ts';

export const ACTIONS = ['create', 'replace', 'delete'] as const;
export const SYMBOLS = { create: '+', replace: '~', delete: '-' } as const;
export const STYLES: Readonly<Record<ReportedChange['action'], Style>> = {
  create: 'green',
  replace: 'yellow',
  delete: 'red',
};

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
