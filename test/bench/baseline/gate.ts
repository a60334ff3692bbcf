import { readFile, writeFile } from 'node:fs/promises';
import { Baseline, regressionsIn, skippedRows, updatedBaseline } from './compare.ts';
import type { Row } from '../row.ts';
import { fasterRows } from '../run.ts';

const FILE = new URL('../baseline.json', import.meta.url);

const readBaseline = async () => Baseline.parse(JSON.parse(await readFile(FILE, 'utf8')));

/** The baseline as far as these rows go, where only some parts ran. */
function restrictTo(baseline: Baseline, rows: readonly Row[]): Baseline {
  const measured = new Set(rows.map(({ id }) => id));
  return Object.fromEntries(Object.entries(baseline).filter(([id]) => measured.has(id)));
}

export interface BenchmarkRun {
  readonly rows: readonly Row[];
  /** Whether all parts ran: then a row that is missing is a complaint. */
  readonly isWhole: boolean;
  /** Measures these rows once more, and whatever is measured with them. */
  readonly remeasure: (ids: readonly string[]) => Promise<readonly Row[]>;
  readonly report: (text: string) => void;
}

/** Whether nothing got worse than the baseline allows. What a clock complains of is measured once more. */
export async function passesBaseline({ rows, isWhole, remeasure, report }: BenchmarkRun): Promise<boolean> {
  const all = await readBaseline();
  const baseline = isWhole ? all : restrictTo(all, rows);
  let found = regressionsIn(baseline, rows);
  const slow = found.map(({ id }) => id).filter((id) => baseline[id]?.kind === 'timed');
  if (slow.length > 0) {
    report(`${slow.join(', ')}: slower than expected; once more, in case it was the machine ...`);
    found = regressionsIn(baseline, fasterRows(rows, await remeasure(slow)));
  }
  for (const { id, reason } of found) report(`${id} ${reason}`);
  for (const { id, how } of skippedRows(baseline, rows)) report(`!!! SKIPPED, not compared: ${id}. ${how}`);
  return found.length === 0;
}

/** Takes the ratios of these rows into the baseline. */
export async function updateBaselineFile(rows: readonly Row[]): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(updatedBaseline(await readBaseline(), rows), null, 2)}\n`);
}
