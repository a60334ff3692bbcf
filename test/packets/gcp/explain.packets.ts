import { expect, it } from 'vitest';
import { compareGcpFleet } from '../explain/gcp/compare-fleet.ts';
import { anyGcpFleet } from '../explain/gcp/fleet.ts';
import { EACH_HOP_BREAKS, EACH_HOP_BREAKS_IN_IPV6 } from '../explain/gcp/known.ts';
import { GCP_MISTAKES } from '../explain/mistakes.ts';
import { FLEETS_TIMEOUT, runFleets } from '../explain/run-fleets.ts';

it(
  'explain says of each pair of pods what ping does, and would not with a mistake',
  { timeout: FLEETS_TIMEOUT },
  async () => {
    const { found } = await runFleets([EACH_HOP_BREAKS, EACH_HOP_BREAKS_IN_IPV6], anyGcpFleet, compareGcpFleet);
    expect([...found].sort()).toEqual(Object.keys(GCP_MISTAKES).sort());
  },
);
