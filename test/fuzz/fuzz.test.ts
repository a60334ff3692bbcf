import { describe, expect, it } from 'vitest';
import { howMany, SEED } from '../support/sample.ts';
import { TARGETS } from './all-targets.ts';

/** Of all inputs together. `npm run test:soak -- --only fuzz` takes a hundred thousand and more. */
const RUNS = howMany(2000, 300);

const shares = TARGETS.reduce((sum, { share }) => sum + share, 0);

describe(`hostile inputs (TEST_SEED=${SEED})`, { timeout: 60_000 }, () => {
  it.each(TARGETS)(
    '$name: only errors that are meant, no secret told, no prototype touched, bounded time',
    async (target) => {
      const runs = Math.ceil((RUNS * target.share) / shares);
      expect(await target.run(runs, SEED)).toMatchObject({ inputs: runs });
    },
  );
});
