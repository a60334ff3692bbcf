import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { startLocalEc2 } from '../../infra/local/aws.ts';
import { awsCliEnvironment } from '../support/cli/aws-cli-environment.ts';
import { awsEnv, runCli } from '../support/cli/run-cli.ts';
import { ROOT } from './support/suite/shell.ts';

it('the example of the lab, and of another cluster beside it, works as it is', async () => {
  const ec2 = await startLocalEc2();
  try {
    const env = {
      PATH: `${join(inject('venv'), 'bin')}:${process.env['PATH']}`,
      ...awsCliEnvironment(ec2.url, inject('scratch')),
    };
    const create = (settings: Record<string, string>) =>
      promisify(execFile)('infra/examples/aws/create-cluster', [], { cwd: ROOT, env: { ...env, ...settings } });
    await create({});
    await create({ CLUSTER: 'blue', NODES: '10.241.0', PODS: '10.201' });
    ec2.settle();
    const lab = await runCli(['resync'], { env: awsEnv(ec2) });
    expect(lab).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 created, 0 replaced, 0 deleted, 0 failed'),
    });
    const blue = await runCli(['plan', '--cluster-name', 'blue', '--cluster-cidr', '10.201.0.0/16'], {
      env: awsEnv(ec2),
    });
    expect(blue).toMatchObject({ code: 2, stdout: expect.stringContaining('3 to create') });
  } finally {
    await ec2.close();
  }
});
