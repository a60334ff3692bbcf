import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';
import { AWS_ILLNESSES } from '../functions/cli/doctor/support/aws-illnesses.ts';
import { awsPatient, type AwsPatient } from '../functions/cli/doctor/support/bench.ts';
import { treat } from '../functions/cli/doctor/support/illness.ts';

const run = promisify(execFile);

const MENDED = Object.entries(AWS_ILLNESSES).filter(
  ([, { mend, stays }]) => stays !== true && /aws /.test(mend.source),
);

/** Types a line as somebody would paste it, with the AWS CLI of the suite. */
async function type(line: string, env: Readonly<Record<string, string>>): Promise<void> {
  const path = `${join(process.env['PODROUTES_VENV'] ?? '', 'bin')}:${process.env['PATH']}`;
  // The first version of the AWS CLI looks for SQS at an old address, whatever the environment says.
  const whole = line.startsWith('aws sqs') ? `${line} --endpoint-url ${env['AWS_ENDPOINT_URL']}` : line;
  await run('bash', ['-euc', whole], { env: { ...env, PATH: path, AWS_PAGER: '' } });
}

// The local cloud judges here, not moto: what is tried is whether the AWS CLI takes the commands as they are printed.
describe("the doctor's commands, pasted into a shell", () => {
  it.each(MENDED)('mend %s', async (_, illness) => {
    const patient: AwsPatient = await awsPatient({
      ...illness,
      type: async (line, env) => {
        await type(line, env);
        patient.ec2.settle();
      },
    });
    await treat(patient, illness);
  });
});
