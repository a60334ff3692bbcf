import { describe, expect, it } from 'vitest';
import { histories } from '../soak/histories.ts';

const SEED = 1;

describe(`random histories from seed ${SEED} on`, () => {
  it('break no promise, on either cloud, whatever is lost, doubled, throttled, cut or crashed', async () => {
    const { aws, gcp } = await histories({ runs: 200, seed: SEED });
    for (const tally of [aws, gcp]) {
      // None of it was vacuous.
      const { histories: played, writes, crashes, faults, staleReads, lost, pairs } = tally;
      expect(played).toBe(100);
      for (const count of [writes, crashes, faults, staleReads, lost, pairs]) expect(count).toBeGreaterThan(10);
    }
  }, 120_000);
});
