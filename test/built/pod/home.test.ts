import { once } from 'node:events';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { awsEnv, gcpEnv } from '../../support/cli/run-cli.ts';
import { skipAloud } from '../../support/or-skip.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { startGcpTestbed } from '../../support/testbed/gcp.ts';
import { missingTool, startInContainer } from './container.ts';

const MISSING = missingTool();
if (MISSING !== undefined) skipAloud('podroutes for a user without a home', MISSING);

/** Runs it as a user of whom the container has no entry in passwd, without HOME. */
async function plan(env: Record<string, string>) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-home-'));
  const [root, secrets] = [join(folder.path, 'root'), join(folder.path, 'secrets')];
  await mkdir(root);
  await mkdir(secrets);
  const app = join(inject('built'), 'cli');
  const quiet = { METADATA_SERVER_DETECTION: 'none', AWS_EC2_METADATA_DISABLED: 'true' };
  const child = startInContainer({ root, app, secrets, user: 54_321, env: { ...quiet, ...env } }, [
    '/app/node_modules/podroutes/podroutes.mjs',
    'plan',
  ]);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map(async (each) => (each ? text(each) : '')),
  );
  return { exit: await exited, stdout, stderr };
}

const PLANNED = { exit: [0, null], stdout: expect.stringContaining('Nothing to change'), stderr: '' };

it.skipIf(MISSING !== undefined)('runs for a user without HOME and without an entry in passwd, on AWS', async () => {
  await using aws = await startAwsTestbed();
  expect(await plan(awsEnv(aws.ec2))).toEqual(PLANNED);
});

it.skipIf(MISSING !== undefined)('and on GCP', async () => {
  await using gcp = await startGcpTestbed();
  expect(await plan(gcpEnv(gcp.gce))).toEqual(PLANNED);
});
