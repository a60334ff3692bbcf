import fc from 'fast-check';
import { expect } from 'vitest';
import { type Comparison, sum } from './compare.ts';

/** How much is done, and from which seed. */
const FLEETS = Number(process.env['EXPLAIN_FLEETS'] ?? 1);
const SEED = Number(process.env['EXPLAIN_SEED'] ?? 1);

export const FLEETS_TIMEOUT = 60_000 + FLEETS * 60_000;

/** Compares fleets that are known and random ones, one after the other, until of one there is a pair of which explain says something else than ping. */
export async function runFleets<Fleet>(
  known: readonly Fleet[],
  anyFleet: fc.Arbitrary<Fleet>,
  compare: (fleet: Fleet) => Promise<Comparison>,
): Promise<Comparison> {
  const compared: Comparison[] = [];
  for (const fleet of [...known, ...fc.sample(anyFleet, { numRuns: FLEETS, seed: SEED })]) {
    const result = await compare(fleet);
    expect(result.disagreements, JSON.stringify(fleet)).toEqual([]);
    compared.push(result);
  }
  const all = sum(compared);
  process.stdout.write(`explain and ping agree on ${all.pairs} pairs, of which ${all.talking} talk\n`);
  return all;
}
