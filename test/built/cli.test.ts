import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedLabCluster as seedAws, startLocalEc2 } from '../../infra/local/ec2/index.ts';
import { seedLabCluster as seedGcp, startLocalGce } from '../../infra/local/gce/index.ts';
import { buildElsewhere } from '../support/built.ts';

let built: Awaited<ReturnType<typeof buildElsewhere>>;
beforeAll(async () => {
  built = await buildElsewhere();
});
afterAll(() => built.remove());

const CLUSTER = ['--cluster-name', 'kubernetes-the-hard-way', '--cluster-cidr', '10.200.0.0/16'];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function podroutes(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const file = join(built.folder, 'cli/podroutes.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd: built.folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}

async function story(args: readonly string[], env: Record<string, string>): Promise<void> {
  const planned = await podroutes(['plan', ...args], env);
  expect(planned).toMatchObject({ code: 2, stderr: '' });
  expect(planned.stdout.match(/^\+ 10\.200\.\d\.0\/24 -> /gm)).toHaveLength(3);
  expect(planned.stdout).toContain('3 to change, 0 unchanged, 0 conflicts.');
  const done = await podroutes(['resync', ...args], env);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('3 created, 0 replaced, 0 deleted, 0 failed, 0 unchanged, 0 conflicts.');
  const again = await podroutes(['plan', '--output', 'json', ...args], env);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ dryRun: true, changes: [], summary: { unchanged: 3 } });
}

describe('podroutes by hand', () => {
  it('plans (2), resyncs (0) and is in sync (0) on AWS', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.world);
    const env = { AWS_ENDPOINT_URL: ec2.url, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    await story([...CLUSTER, '--region', 'us-east-1'], { ...env, AWS_REGION: 'eu-west-1' });
    await ec2.close();
  }, 30_000);

  it('and on GCP', async () => {
    const gce = await startLocalGce();
    seedGcp(gce.world);
    const env = { COMPUTE_API_ENDPOINT: gce.url, METADATA_SERVER_DETECTION: 'none' };
    await story([...CLUSTER, '--cloud', 'gcp', '--project', 'podroutes-local'], env);
    await gce.close();
  }, 30_000);

  it('reports what is left undone with 1', async () => {
    const ec2 = await startLocalEc2({ routeQuota: 4 });
    seedAws(ec2.world);
    const env = {
      AWS_ENDPOINT_URL: ec2.url,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
    };
    const { code, stdout } = await podroutes(['resync', ...CLUSTER], env);
    await ec2.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED: RouteLimitExceeded/);
  });

  it.each([
    [['plan'], {}, /^podroutes: A setting is wrong:\n {2}- --cloud is not given and the settings name none/],
    [['plan'], { AWS_REGION: 'x', GOOGLE_CLOUD_PROJECT: 'p' }, /the settings name both clouds/],
    [['resync', '--cloud', 'aws'], {}, /^podroutes: 3 settings are wrong:/],
    [['resync', '--cloud', 'azure'], {}, /^error: option '--cloud <cloud>' argument 'azure' is invalid/],
    [['destroy'], {}, /unknown command 'destroy'/],
  ])('says in one clear line what is wrong: %j', async (args, env, message) => {
    const { code, stdout, stderr } = await podroutes(args, env);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.mjs:/);
  });
});
