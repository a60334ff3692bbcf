import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from '../../../../infra/local/aws.ts';
import { type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from '../../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../../support/cli/run-cli.ts';
import { textOf } from '../../../support/page-text.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

describe('podroutes map', () => {
  let ec2: LocalEc2;
  let gce: LocalGce;
  let folder: string;
  beforeAll(async () => {
    [ec2, gce] = await Promise.all([startLocalEc2(), startLocalGce()]);
    seedAws(ec2.backend);
    seedGcp(gce.backend);
    folder = await mkdtemp(join(tmpdir(), 'podroutes-map-'));
  });
  afterAll(async () => {
    await Promise.all([ec2.close(), gce.close(), rm(folder, { recursive: true })]);
  });
  const env = (cloud: 'aws' | 'gcp') => (cloud === 'aws' ? awsEnv(ec2) : gcpEnv(gce));
  const run = (cloud: 'aws' | 'gcp', ...argv: string[]) =>
    runCli(['map', ...argv], { env: env(cloud), folder, time: { now: () => NOON } });

  it.each(['aws', 'gcp'] as const)('writes the page of a network on %s into the folder, and says so', async (cloud) => {
    const { code, stdout, stderr } = await run(cloud, '--out', `${cloud}.html`);
    const page = await readFile(join(folder, `${cloud}.html`), 'utf8');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`podroutes: wrote ${cloud}.html: 256 blocks, 3 nodes, ${Math.ceil(page.length / 1000)} kB\n`);
    expect(page).toContain('<title>Pod routes of kubernetes-the-hard-way</title>');
    expect(textOf(page)).toContain('Needs attention: 3 missing.');
    expect(page).toContain('aria-label="10.200.2.0/24, worker-2, missing"');
  });

  it.each(['aws', 'gcp'] as const)('says on %s what plan says, and asks the cloud no more than that', async (cloud) => {
    const { calls } = cloud === 'aws' ? ec2 : gce;
    const before = calls.count();
    const planned = await runCli(['plan'], { env: env(cloud), folder });
    const forPlan = calls.count() - before;
    const { stdout } = await run(cloud, '--out', '-');
    expect(calls.count() - before - forPlan).toBe(forPlan);
    const summary = planned.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(summary).toMatch(/^3 to create/);
    expect(textOf(stdout)).toContain(`podroutes plan: ${summary}`);
  });

  it('prints it to standard output when that is asked for', async () => {
    await run('aws');
    const { code, stdout, stderr } = await run('aws', '--out', '-');
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(join(folder, 'routes.html'), 'utf8'));
    expect(stderr).toMatch(/^podroutes: wrote the page: 256 blocks/);
  });

  it('says where the file is named when -o is meant for that', async () => {
    for (const flag of ['-o', '--output']) {
      const { code, stderr } = await run('aws', flag, 'x.html');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/named with --out <file>\.\n$/)]);
    }
    expect((await run('aws', '--help')).stdout).not.toContain('--output');
  });

  it('writes nothing to the cloud', () => {
    expect(ec2.calls.count('CreateRoute') + gce.calls.count('routes.insert')).toBe(0);
  });

  it.each([
    ['nowhere/routes.html', 'is in a folder that does not exist'],
    ['.', 'is a folder'],
    ['file/routes.html', 'is in a folder that does not exist'],
  ])('says why it cannot write %s', async (out, why) => {
    await run('aws', '--out', 'file');
    expect(await run('aws', '--out', out)).toEqual({
      code: 1,
      stdout: '',
      stderr: `podroutes: --out is "${out}", which ${why}; name a file like routes.html\n`,
    });
  });
});
