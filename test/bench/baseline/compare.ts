import * as z from 'zod/mini';
import type { Row } from '../row.ts';

const Expected = z.strictObject({
  ratio: z.number(),
  /** By how much the ratio may be worse: 0.5 is half as much again. */
  margin: z.number(),
  /** Calls, bytes and simulated time are the same in every run; a clock's time is not. */
  kind: z.enum(['counted', 'timed']),
  /** What has to be installed to measure it; where that is missing the row is passed over. */
  needs: z.optional(z.string()),
});

/** What a good run measured, by row: test/bench/baseline.json. */
export const Baseline = z.record(z.string(), Expected);
export type Baseline = z.infer<typeof Baseline>;

/** Something that is worse than it was, or that nobody can tell of any more. */
export interface Regression {
  readonly id: string;
  readonly reason: string;
}

const DIGITS = 5;

function regressionOf(expected: z.infer<typeof Expected>, row: Row | undefined): string | undefined {
  if (row === undefined) return 'is in the baseline and was not measured';
  if (row.ratio === undefined) return expected.needs === undefined ? `has no ratio: ${row.how}` : undefined;
  const limit = expected.ratio * (1 + expected.margin);
  if (row.ratio > limit) {
    const [now, then, most] = [row.ratio, expected.ratio, limit].map((each) => each.toPrecision(DIGITS));
    return `got worse: its ratio is ${now}, was ${then}, and may be ${most} (${row.measured}; target ${row.target})`;
  }
  // A slow machine misses a target of seconds without anybody's fault; a count does not.
  if (expected.kind === 'counted' && !row.isMet) return `misses its target ${row.target}: ${row.measured}`;
  return undefined;
}

/** Compares a run with the baseline. Rows that the baseline does not know are complained of too: nothing would watch them. */
export function regressionsIn(baseline: Baseline, rows: readonly Row[]): Regression[] {
  const measured = new Map(rows.map((row) => [row.id, row]));
  const known = Object.entries(baseline).flatMap(([id, expected]) => {
    const reason = regressionOf(expected, measured.get(id));
    return reason === undefined ? [] : [{ id, reason }];
  });
  const unknown = rows.filter(({ id, ratio }) => ratio !== undefined && !(id in baseline));
  return [...known, ...unknown.map(({ id }) => ({ id, reason: 'is not in the baseline: npm run bench -- --rebase' }))];
}

/** Rows that could not be compared for want of a tool: to be told loudly. */
export function skippedRows(baseline: Baseline, rows: readonly Row[]): Row[] {
  return rows.filter(({ id, ratio }) => ratio === undefined && baseline[id]?.needs !== undefined);
}

const NEW_ROW = { ratio: 0, margin: 0, kind: 'counted' } as const;

/** The baseline with the ratios of these rows; margins stay, and a new row has none until somebody gives it one. */
export function updatedBaseline(baseline: Baseline, rows: readonly Row[]): Baseline {
  const renewed = rows.flatMap(({ id, ratio }) =>
    ratio === undefined ? [] : [[id, { ...(baseline[id] ?? NEW_ROW), ratio }] as const],
  );
  return { ...baseline, ...Object.fromEntries(renewed) };
}
