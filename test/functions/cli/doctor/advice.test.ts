import { describe, expect, it } from 'vitest';
import { howMany, SEED } from '../../../support/sample.ts';
import { adviceProperty } from './advice/property.ts';

describe('all that the doctor prints, typed in any order', () => {
  it.each([
    ['aws', howMany(200, 10)],
    ['gcp', howMany(200, 10)],
  ] as const)(
    'leaves a healthy cluster on %s, and no route that works is missing meanwhile',
    async (cloud, runs) => {
      const statistics = await adviceProperty(cloud, { seed: SEED, runs });
      process.stderr.write(`advice on ${cloud} from seed ${SEED} on: ${JSON.stringify(statistics)}\n`);
      expect(statistics.commands).toBeGreaterThan(runs);
    },
    600_000,
  );
});
