import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli.ts';
import { gcpPatient } from './support/bench.ts';
import { GCP_ILLNESSES } from './support/gcp-illnesses.ts';
import { treat } from './support/illness.ts';

// The first test of a process loads the clouds' clients.
describe('podroutes doctor on GCP', { timeout: 20_000 }, () => {
  it('finds nothing wrong with a healthy cluster, and says so for each area', async () => {
    const { env } = await gcpPatient({ functions: true });
    const { code, stdout } = await runCli(['doctor'], { env });
    expect(stdout).toMatch(/^(?:[A-Z][a-z]+(?: letters)? +ok\n){9}0 broken, 0 warnings, 0 notes; 14 checks done\.\n$/);
    expect(code).toBe(0);
  });

  it.each(Object.entries(GCP_ILLNESSES))('finds %s, and its command mends it', async (_, illness) => {
    await treat(await gcpPatient(illness), illness);
  });
});
