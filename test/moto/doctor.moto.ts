import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';
import { AWS_FAULT_CASES } from '../functions/cli/doctor/support/aws-fault-cases.ts';
import { startAwsDoctorFixture, type AwsDoctorFixture } from '../functions/cli/doctor/support/fixtures.ts';
import { verifyFaultCase } from '../functions/cli/doctor/support/fault-case.ts';

const run = promisify(execFile);

const REMEDIABLE = Object.entries(AWS_FAULT_CASES).filter(
  ([, { remediation, persists }]) => persists !== true && /aws /.test(remediation.source),
);

/** Types a line as somebody would paste it, with the AWS CLI of the suite. */
async function runInShell(line: string, env: Readonly<Record<string, string>>): Promise<void> {
  const path = `${join(process.env['PODROUTES_VENV'] ?? '', 'bin')}:${process.env['PATH']}`;
  // The first version of the AWS CLI looks for SQS at an old address, whatever the environment says.
  const whole = line.startsWith('aws sqs') ? `${line} --endpoint-url ${env['AWS_ENDPOINT_URL']}` : line;
  await run('bash', ['-euc', whole], { env: { ...env, PATH: path, AWS_PAGER: '' } });
}

// The local cloud judges here, not moto: what is tried is whether the AWS CLI takes the commands as they are printed.
describe("the doctor's commands, pasted into a shell", () => {
  it.each(REMEDIABLE)('mend %s', async (_, illness) => {
    const patient: AwsDoctorFixture = await startAwsDoctorFixture({
      ...illness,
      runInShell: async (line, env) => {
        await runInShell(line, env);
        patient.ec2.settle();
      },
    });
    await verifyFaultCase(patient, illness);
  });
});
