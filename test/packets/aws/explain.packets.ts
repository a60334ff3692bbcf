import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareAwsFleet } from '../explain/aws/compare-fleet.ts';
import { anyAwsFleet } from '../explain/aws/fleet.ts';

const FLEETS = Number(process.env['EXPLAIN_FLEETS'] ?? 3);
const SEED = Number(process.env['EXPLAIN_SEED'] ?? 1);

it(`of ${FLEETS} random fleets, explain says of each pair what ping does`, { timeout: 60_000 + FLEETS * 10_000 }, async () => {
  let [pairs, talking] = [0, 0];
  for (const fleet of fc.sample(anyAwsFleet, { numRuns: FLEETS, seed: SEED })) {
    const compared = await compareAwsFleet(fleet);
    pairs += compared.pairs;
    talking += compared.talking;
    expect(compared.disagreements, JSON.stringify(fleet)).toEqual([]);
  }
  console.log({ pairs, talking });
});
