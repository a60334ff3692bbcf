/**
 * `npm run test:soak -- [--only PART]... [--seed N] [--runs N]`: what takes too long for `npm test`. Prints what each part counted; fails
 * at the first promise that is broken, with what it takes to see it again.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { histories } from './histories.ts';
import { load } from './load.ts';
import { mutants } from './mutants.ts';

interface Options {
  readonly seed: number;
  /** How much is done, where somebody says so. */
  readonly runs: number | undefined;
}

/** The parts by name. To add one, name it here: it throws when a promise is broken, and answers what it counted. */
const PARTS: Readonly<Record<string, (options: Options) => Promise<object>>> = {
  fuzz: ({ seed, runs = 100_000 }) => fuzz({ seed, runs }),
  histories: ({ seed, runs = 10_000 }) => histories({ seed, runs }),
  mutants: ({ runs = 2000 }) => mutants({ runs }),
  load: ({ seed, runs = 10_000 }) => load({ seed, events: runs }),
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
  },
});
const options = { seed: Number(values.seed), runs: values.runs === undefined ? undefined : Number(values.runs) };

// Nothing looks for the machine's own cloud.
process.env['METADATA_SERVER_DETECTION'] = 'none';

for (const name of values.only) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`there is no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  process.stdout.write(`== ${name}, seed ${options.seed}\n`);
  process.stdout.write(`${JSON.stringify(await part(options), null, 2)}\n`);
}
