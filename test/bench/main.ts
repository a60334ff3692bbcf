import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildToTemporaryFolder } from '../support/build/built-output.ts';
import { passesBaseline, updateBaselineFile } from './baseline/gate.ts';
import { type BenchOptions, readOptions, USAGE, UsageError } from './options.ts';
import { makeCostReport, staleFiles, writeCostReport } from './report/cost-report.ts';
import { rowsSection } from './render/markdown.ts';
import { writeSections } from './render/page-sections.ts';
import { terminalTable } from './render/terminal-table.ts';
import type { Row } from './row.ts';
import { type PartsResult, runParts } from './run.ts';
import { SUITE } from './suite.ts';

/** Of a table that goes into a file. */
const PIPED_WIDTH = 160;

const printError = (text: string) => void process.stderr.write(`${text}\n`);

const errorText = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function printRows(rows: readonly Row[], json: string | undefined): Promise<void> {
  const text = `${JSON.stringify(rows, null, 2)}\n`;
  if (json === '-') process.stdout.write(text);
  else process.stdout.write(`${terminalTable(rows, process.stdout.isTTY ? process.stdout.columns : PIPED_WIDTH)}\n`);
  if (json !== undefined && json !== '-') await writeFile(json, text);
}

type MeasureParts = (parts: readonly string[]) => Promise<PartsResult>;

async function check({ rows, partOf }: PartsResult, isWhole: boolean, measure: MeasureParts): Promise<boolean> {
  const remeasure = async (ids: readonly string[]) => {
    const parts = new Set(ids.flatMap((id) => partOf.get(id) ?? []));
    return (await measure([...parts])).rows;
  };
  const asGood = await passesBaseline({ rows, isWhole, report: printError, remeasure });
  const stale = isWhole ? await staleFiles(await makeCostReport()) : [];
  for (const file of stale) printError(`${file} is out of date: npm run bench -- --paper`);
  const passed = asGood && stale.length === 0;
  if (passed) printError('nothing got worse');
  return passed;
}

/** Measures, tells, and does with the rows what was asked for. Answers whether all went well. */
async function measure({ mode, parts, isWhole, isQuick, json }: BenchOptions): Promise<boolean> {
  printError('building ...');
  // From what is here now, not from what was built some day.
  const { folder, remove } = await buildToTemporaryFolder();
  try {
    const options = { cli: join(folder, 'cli/podroutes.mjs'), isQuick };
    const once: MeasureParts = (names) => runParts(SUITE, names, options, (part) => printError(`${part} ...`));
    const run = await once(parts);
    const { rows, failures } = run;
    for (const [part, error] of failures) printError(`${part} could not be measured: ${errorText(error)}`);
    await printRows(rows, json);
    if (mode === 'check') return (await check(run, isWhole, once)) && failures.size === 0;
    if (failures.size > 0) return false;
    if (mode === 'rebase') await updateBaselineFile(rows);
    if (mode === 'write') {
      await writeSections('docs/performance.md', { rows: rowsSection(rows) });
      await writeCostReport(await makeCostReport());
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
  else if (options.mode === 'paper') await writeCostReport(await makeCostReport());
  else return measure(options);
  return true;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  printError(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : errorText(error));
  process.exitCode = 1;
}
