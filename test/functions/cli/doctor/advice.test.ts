import { describe, expect, it } from 'vitest';
import { howMany, sampled, SEED } from '../../../support/sample.ts';
import { KNOWN_FLEETS } from './advice/known-fleets.ts';
import { adviceOn, adviceProperty } from './advice/property.ts';

const KNOWN = Object.entries(KNOWN_FLEETS).flatMap(([name, fleet]) => [
  ['aws', name, fleet] as const,
  ['gcp', name, fleet] as const,
]);

describe('all that the doctor prints, typed in any order', () => {
  it.each([
    ['aws', howMany(200, 2)],
    ['gcp', howMany(200, 2)],
  ] as const)(
    'leaves a healthy cluster on %s, and no route that works is missing meanwhile',
    async (cloud, runs) => {
      const statistics = await adviceProperty(cloud, { seed: SEED, runs });
      process.stderr.write(`advice on ${cloud} from seed ${SEED} on: ${JSON.stringify(statistics)}\n`);
      expect(statistics.commands).toBeGreaterThan(runs);
    },
    600_000,
  );

  it.each(KNOWN.filter(([, name]) => name === 'a live route of another cluster was to be deleted'))(
    'on %s names the cluster whose live route is in the way, and deletes nothing',
    async (cloud, _, fleet) => {
      const { findings, commands } = await adviceOn(cloud, fleet);
      const contested = findings.filter(({ id }) => id === 'route-contested').map(({ what }) => what);
      expect(contested).toEqual([expect.stringMatching(/; it belongs to cluster other, whose pods would lose it$/)]);
      expect(commands.filter((command) => command.includes('delete'))).toEqual([]);
    },
    60_000,
  );

  it.each(sampled(KNOWN, KNOWN.length / 4))(
    'on %s also where %s',
    async (cloud, _, fleet) => {
      await expect(adviceOn(cloud, fleet)).resolves.toMatchObject({ findings: expect.any(Array) });
    },
    60_000,
  );
});
