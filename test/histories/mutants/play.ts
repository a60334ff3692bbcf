import { AWS } from '../aws/kind.ts';
import { GCP } from '../gcp/kind.ts';
import { find } from '../search.ts';
import { emptyTally } from '../tally.ts';

/** `node play.ts CLOUD RUNS`: plays histories until one breaks a promise, and prints which and after how many. */
const [, , cloud, runs] = process.argv;
const range = { seed: 1, runs: Number(runs) };
const tally = emptyTally();
const found = cloud === 'gcp' ? await find(GCP, range, tally) : await find(AWS, range, tally);
const broken = found === undefined ? undefined : { rule: found.violation.rule, details: found.violation.message };
process.stdout.write(JSON.stringify({ ...broken, histories: tally.histories }));
process.exit();
