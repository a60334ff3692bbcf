import { expect, it } from 'vitest';
import { compareAwsFleet } from '../explain/aws/compare-fleet.ts';
import { anyAwsFleet } from '../explain/aws/fleet.ts';
import { EACH_HOP_BREAKS, OWNER_IN_DOUBT } from '../explain/aws/known.ts';
import { AWS_MISTAKES } from '../explain/mistakes.ts';
import { FLEETS_TIMEOUT, runFleets } from '../explain/run-fleets.ts';

it(
  'explain says of each pair of pods what ping does, and would not with a mistake',
  { timeout: FLEETS_TIMEOUT },
  async () => {
    const { found } = await runFleets([EACH_HOP_BREAKS, OWNER_IN_DOUBT], anyAwsFleet, compareAwsFleet);
    expect([...found].sort()).toEqual(Object.keys(AWS_MISTAKES).sort());
  },
);
