import { CLOUDS } from '../all.ts';
import { emptyTally } from '../tally.ts';

/** `node play.ts CLOUD SEED RUNS`: plays histories until one breaks a promise, and prints which, and the seed. */
const [, , cloud, seed, runs] = process.argv;
const { find } = CLOUDS.find(({ name }) => name === cloud) ?? {};
const found = await find?.({ seed: Number(seed), runs: Number(runs) }, emptyTally());
const told = found === undefined ? {} : { rule: found.violation.rule, seed: found.seed };
process.stdout.write(JSON.stringify(told), () => process.exit());
