import { expect, it } from 'vitest';
import { compareAwsFleet } from '../explain/aws/compare-fleet.ts';
import { anyAwsFleet } from '../explain/aws/fleet.ts';
import {
  EACH_HOP_BREAKS,
  EACH_HOP_BREAKS_IN_IPV6,
  ICMP_OF_IPV4_IN_IPV6,
  OWNER_IN_DOUBT,
} from '../explain/aws/known.ts';
import { AWS_MISTAKES } from '../explain/mistakes.ts';
import { FLEETS_TIMEOUT, runFleets } from '../explain/run-fleets.ts';

it(
  'explain says of each pair of pods what ping does, and would not with a mistake',
  { timeout: FLEETS_TIMEOUT },
  async () => {
    const known = [EACH_HOP_BREAKS, OWNER_IN_DOUBT, EACH_HOP_BREAKS_IN_IPV6, ICMP_OF_IPV4_IN_IPV6];
    const { found } = await runFleets(known, anyAwsFleet, compareAwsFleet);
    expect([...found].sort()).toEqual(Object.keys(AWS_MISTAKES).sort());
  },
);
