import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli/run-cli.ts';
import { sampled } from '../../../support/sample.ts';
import { startGcpDoctorFixture } from './support/fixtures.ts';
import { GCP_FAULT_CASES } from './support/gcp-fault-cases.ts';
import { verifyFaultCase } from './support/fault-case.ts';

const CASES = Object.entries(GCP_FAULT_CASES);

// The first test of a process loads the clouds' clients.
describe('podroutes doctor on GCP', { timeout: 20_000 }, () => {
  it('finds nothing wrong with a healthy cluster, and says so for each area', async () => {
    const { env } = await startGcpDoctorFixture({ deployed: true });
    const { code, stdout } = await runCli(['doctor'], { env });
    expect(stdout).toMatch(/^(?:[A-Z][a-z]+(?: letters)? +ok\n){9}0 broken, 0 warnings, 0 notes; 14 checks done\.\n$/);
    expect(code).toBe(0);
  });

  it.each(sampled(CASES, CASES.length / 3))('finds %s, and its command mends it', async (_, illness) => {
    await verifyFaultCase(await startGcpDoctorFixture(illness), illness);
  });
});
