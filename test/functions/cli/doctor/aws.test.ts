import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli/run-cli.ts';
import { sampled } from '../../../support/sample.ts';
import { EC2_VARIANTS } from '../../../support/variants/ec2.ts';
import { AWS_FAULT_CASES } from './support/aws-fault-cases.ts';
import { startAwsDoctorFixture } from './support/fixtures.ts';
import { verifyFaultCase } from './support/fault-case.ts';

const CASES = Object.entries(AWS_FAULT_CASES);

// The first test of a process loads the clouds' clients.
describe('podroutes doctor on AWS', { timeout: 20_000 }, () => {
  it('finds nothing wrong with a healthy cluster, and says so for each area', async () => {
    const { env } = await startAwsDoctorFixture({ deployed: true });
    const { code, stdout } = await runCli(['doctor'], { env });
    expect(stdout).toMatch(
      EC2_VARIANTS.dryRunValidates
        ? /^(?:[A-Z][a-z]+(?: letters)? +ok\n){8}Permissions +2 not checked\n(?: {2}not checked whether you may ec2:(?:Replace|Delete)Route on rtb-\S+: its dry run was answered .*\n){2}0 broken, 0 warnings, 0 notes; 16 checks done, 2 not checked\.\n$/
        : /^(?:[A-Z][a-z]+(?: letters)? +ok\n){9}0 broken, 0 warnings, 0 notes; 16 checks done\.\n$/,
    );
    expect(code).toBe(0);
  });

  it('warns of a cluster that nothing is deployed for, and is not alarmed', async () => {
    const { runDoctor } = await startAwsDoctorFixture();
    const { code, findings } = await runDoctor();
    expect(findings).toMatchObject([{ id: 'not-deployed', severity: 'warning' }]);
    expect(code).toBe(0);
  });

  it.each(sampled(CASES, CASES.length / 3))('finds %s, and its command mends it', async (_, illness) => {
    await verifyFaultCase(await startAwsDoctorFixture(illness), illness);
  });
});
