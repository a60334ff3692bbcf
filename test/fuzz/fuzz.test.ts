import { describe, expect, it } from 'vitest';
import { TARGETS } from './all.ts';

/** Of all inputs together. `npm run test:soak -- --only fuzz` takes a hundred thousand and more. */
const RUNS = 2000;
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);

const shares = TARGETS.reduce((sum, { share }) => sum + share, 0);

describe(`hostile inputs (FUZZ_SEED=${SEED})`, { timeout: 60_000 }, () => {
  it.each(TARGETS)(
    '$name: only errors that are meant, no secret told, no prototype touched, bounded time',
    async (target) => {
      const runs = Math.ceil((RUNS * target.share) / shares);
      expect(await target.run(runs, SEED)).toMatchObject({ inputs: runs });
    },
  );
});
