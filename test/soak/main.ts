/**
 * `npm run test:soak`: what takes too long for `npm test`. Prints what each part counted; fails at the first promise that is broken,
 * with what it takes to see it again.
 */
import { parseArgs } from 'node:util';
import { advice } from './advice.ts';
import { fuzz } from './fuzz.ts';
import { histories } from './histories.ts';
import { load } from './load.ts';
import { mutants } from './mutants.ts';
import { packets } from './packets.ts';

const USAGE = `npm run test:soak -- [--only PART]... [--seed N] [--runs N] [--minutes N]

  --only PART   advice, fuzz, histories, mutants, load or packets; all of them when it is left out
  --seed N      the same seed does the same again (default 1)
  --runs N      how much of each part is done (default: as much as takes some minutes)
  --minutes N   histories are given up after so long, as a failure (default 60)`;

interface Options {
  readonly seed: number;
  /** How much is done, where somebody says so. */
  readonly runs: number | undefined;
  readonly minutes: number;
}

const reportProgress = (line: string) => void process.stderr.write(`${line}\n`);

/** The parts by name. To add one, name it here: it throws when a promise is broken, and answers what it counted. */
const PARTS: Readonly<Record<string, (options: Options) => Promise<object>>> = {
  advice: ({ seed, runs = 1000 }) => advice({ seed, runs }),
  fuzz: ({ seed, runs = 100_000 }) => fuzz({ seed, runs }),
  histories: ({ seed, runs = 10_000, minutes }) => histories({ seed, runs, minutes, onProgress: reportProgress }),
  mutants: ({ runs = 4000 }) => mutants({ runs, onProgress: reportProgress }),
  load: ({ seed, runs = 10_000 }) => load({ seed, events: runs }),
  packets: ({ seed, runs = 20 }) => packets({ seed, fleets: runs }),
};

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} is "${text}"; it should be a whole number from 1 on`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => PARTS[name] === undefined);
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}`);
  const options: Options = {
    seed: readNumber('seed', values.seed),
    runs: values.runs === undefined ? undefined : readNumber('runs', values.runs),
    minutes: readNumber('minutes', values.minutes),
  };
  return { help: values.help, only: values.only, options };
}

async function soak(): Promise<void> {
  const { help, only, options } = readOptions();
  if (help) return void process.stdout.write(`${USAGE}\n`);
  for (const name of only) {
    process.stdout.write(`== ${name}, seed ${options.seed}\n`);
    process.stdout.write(`${JSON.stringify(await PARTS[name]?.(options), null, 2)}\n`);
  }
}

// Nothing looks for the machine's own cloud.
process.env['METADATA_SERVER_DETECTION'] = 'none';

try {
  await soak();
} catch (error) {
  // What was broken, or a slip on the command line, is told without a stack.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
