import { parseArgs } from 'node:util';
import { SUITE } from './suite.ts';

export const USAGE = `npm run bench -- [--only PART]... [--json FILE] [--quick] [--write | --paper | --check | --rebase]

Measures podroutes against other ways to have routes, all of it on this machine and in one run.

  --only PART    one of ${Object.keys(SUITE).join(', ')}; may be given several times
  --json FILE    writes the rows as JSON too; with - to standard output, and no table there
  --quick        fewer repetitions; rows say where something was multiplied
  --write        renews docs/performance.md, and what --paper renews
  --paper        times nothing; renews what is counted and priced: docs/scale.md, the picture, the guides' bills
  --check        quick; fails where a ratio is worse than test/bench/baseline.json allows, or a page is out of date
  --rebase       quick; takes this run's ratios into test/bench/baseline.json`;

/** Somebody slipped on the command line: told in one line, not in a stack. */
export class UsageError extends Error {}

export interface BenchOptions {
  readonly mode: 'help' | 'measure' | 'write' | 'paper' | 'check' | 'rebase';
  readonly parts: readonly string[];
  /** Whether all parts run. */
  readonly isWhole: boolean;
  readonly isQuick: boolean;
  readonly json: string | undefined;
}

const MODES = ['help', 'write', 'paper', 'check', 'rebase'] as const;

function parse(argv: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const flags = { help: flag, quick: flag, write: flag, paper: flag, check: flag, rebase: flag };
  try {
    const options = { ...flags, only: { type: 'string', multiple: true }, json: { type: 'string' } } as const;
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Throws UsageError. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const values = parse(argv);
  const [mode = 'measure', ...more] = MODES.filter((each) => values[each]);
  if (more.length > 0) throw new UsageError(`--${[mode, ...more].join(' and --')} do not go together`);
  const parts = values.only ?? Object.keys(SUITE);
  const unknown = parts.filter((part) => !Object.hasOwn(SUITE, part));
  if (unknown.length > 0) throw new UsageError(`there is no part ${unknown.join(', ')}`);
  const isWhole = values.only === undefined;
  if (mode === 'write' && (!isWhole || values.quick))
    throw new UsageError('--write takes a whole run, and no quick one');
  const isQuick = values.quick || mode === 'check' || mode === 'rebase';
  return { mode, parts, isWhole, isQuick, json: values.json };
}
