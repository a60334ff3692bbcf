import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildElsewhere } from '../support/built.ts';
import { isAsGood, rebase } from './gate.ts';
import { type BenchOptions, readOptions, USAGE, UsageError } from './options.ts';
import { makePaper, staleFiles, writePaper } from './paper/paper.ts';
import { rowsSection } from './render/markdown.ts';
import { writeSections } from './render/page.ts';
import { terminalTable } from './render/table.ts';
import type { Row } from './row.ts';
import { type Run, runParts } from './run.ts';
import { SUITE } from './suite.ts';

/** Of a table that goes into a file. */
const PIPED_WIDTH = 160;

const say = (text: string) => void process.stderr.write(`${text}\n`);

const tell = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function tellRows(rows: readonly Row[], json: string | undefined): Promise<void> {
  const text = `${JSON.stringify(rows, null, 2)}\n`;
  if (json === '-') process.stdout.write(text);
  else process.stdout.write(`${terminalTable(rows, process.stdout.isTTY ? process.stdout.columns : PIPED_WIDTH)}\n`);
  if (json !== undefined && json !== '-') await writeFile(json, text);
}

type Measure = (parts: readonly string[]) => Promise<Run>;

async function check({ rows, partOf }: Run, isWhole: boolean, measure: Measure): Promise<boolean> {
  const again = async (ids: readonly string[]) => {
    const parts = new Set(ids.flatMap((id) => partOf.get(id) ?? []));
    return (await measure([...parts])).rows;
  };
  const asGood = await isAsGood({ rows, isWhole, say, again });
  const stale = isWhole ? await staleFiles(await makePaper()) : [];
  for (const file of stale) say(`${file} is out of date: npm run bench -- --paper`);
  const passed = asGood && stale.length === 0;
  if (passed) say('nothing got worse');
  return passed;
}

/** Measures, tells, and does with the rows what was asked for. Answers whether all went well. */
async function measure({ mode, parts, isWhole, isQuick, json }: BenchOptions): Promise<boolean> {
  say('building ...');
  // From what is here now, not from what was built some day.
  const { folder, remove } = await buildElsewhere();
  try {
    const options = { cli: join(folder, 'cli/podroutes.mjs'), isQuick };
    const once: Measure = (names) => runParts(SUITE, names, options, (part) => say(`${part} ...`));
    const run = await once(parts);
    const { rows, failures } = run;
    for (const [part, error] of failures) say(`${part} could not be measured: ${tell(error)}`);
    await tellRows(rows, json);
    if (mode === 'check') return (await check(run, isWhole, once)) && failures.size === 0;
    if (failures.size > 0) return false;
    if (mode === 'rebase') await rebase(rows);
    if (mode === 'write') {
      await writeSections('docs/performance.md', { rows: rowsSection(rows) });
      await writePaper(await makePaper());
    }
    return true;
  } finally {
    await remove();
  }
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  // The clients look for Google's metadata server otherwise.
  process.env['METADATA_SERVER_DETECTION'] ??= 'none';
  if (options.mode === 'help') process.stdout.write(`${USAGE}\n`);
  else if (options.mode === 'paper') await writePaper(await makePaper());
  else return measure(options);
  return true;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  say(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : tell(error));
  process.exitCode = 1;
}
