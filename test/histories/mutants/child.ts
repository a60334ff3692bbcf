import { CLOUDS } from '../clouds.ts';
import { emptyStatistics } from '../explore/statistics.ts';

/**
 * `node child.ts CLOUD SEED RUNS`: plays the histories that are known, then others from that seed on, until one breaks a promise.
 * Prints which, and the history's name or seed.
 */
const [, , name, seed, runs] = process.argv;
const cloud = CLOUDS.find((each) => each.name === name);
if (cloud === undefined) throw new Error(`there is no cloud ${name}`);

async function findViolation({ regressions, findCounterexample }: typeof cloud & object) {
  for (const [history, play] of regressions) {
    const violation = await play();
    if (violation !== undefined) return { rule: violation.rule, history };
  }
  const found = await findCounterexample({ seed: Number(seed), runs: Number(runs) }, emptyStatistics());
  return found === undefined ? {} : { rule: found.violation.rule, history: `${found.seed}` };
}

process.stdout.write(JSON.stringify(await findViolation(cloud)), () => process.exit());
