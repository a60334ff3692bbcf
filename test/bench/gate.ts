import { readFile, writeFile } from 'node:fs/promises';
import { Baseline, complaints, passedOver, rebased } from './check.ts';
import type { Row } from './row.ts';
import { better } from './run.ts';

const FILE = new URL('baseline.json', import.meta.url);

const readBaseline = async () => Baseline.parse(JSON.parse(await readFile(FILE, 'utf8')));

/** The baseline as far as these rows go, where only some parts ran. */
function restrict(baseline: Baseline, rows: readonly Row[]): Baseline {
  const measured = new Set(rows.map(({ id }) => id));
  return Object.fromEntries(Object.entries(baseline).filter(([id]) => measured.has(id)));
}

export interface Measured {
  readonly rows: readonly Row[];
  /** Whether all parts ran: then a row that is missing is a complaint. */
  readonly isWhole: boolean;
  /** Measures these rows once more, and whatever is measured with them. */
  readonly again: (ids: readonly string[]) => Promise<readonly Row[]>;
  readonly say: (text: string) => void;
}

/** Whether nothing got worse than the baseline allows. What a clock complains of is measured once more. */
export async function isAsGood({ rows, isWhole, again, say }: Measured): Promise<boolean> {
  const all = await readBaseline();
  const baseline = isWhole ? all : restrict(all, rows);
  let found = complaints(baseline, rows);
  const slow = found.map(({ id }) => id).filter((id) => baseline[id]?.kind === 'timed');
  if (slow.length > 0) {
    say(`${slow.join(', ')}: slower than expected; once more, in case it was the machine ...`);
    found = complaints(baseline, better(rows, await again(slow)));
  }
  for (const { id, why } of found) say(`${id} ${why}`);
  for (const { id, how } of passedOver(baseline, rows)) say(`!!! SKIPPED, not compared: ${id}. ${how}`);
  return found.length === 0;
}

/** Takes the ratios of these rows into the baseline. */
export async function rebase(rows: readonly Row[]): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(rebased(await readBaseline(), rows), null, 2)}\n`);
}
