import { execFile, execFileSync } from 'node:child_process';
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, MODULE, ROOT } from './configuration.ts';

// What needs the program itself. The other tests of this folder need only Node.

const run = promisify(execFile);

function isTerraformInstalled(): boolean {
  try {
    execFileSync('terraform', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isInstalled = isTerraformInstalled();
const printSkipped = (what: string) => process.stderr.write(`\n*** SKIPPED: ${what} ***\n\n`);
if (!isInstalled)
  printSkipped('terraform is not on the PATH, so the files’ format and the variables’ rules are not checked');

/** Runs terraform and answers what it printed, whether or not it was content. */
async function terraform(folder: string, ...words: string[]): Promise<{ ok: boolean; printed: string }> {
  const env = { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  try {
    const { stdout, stderr } = await run('terraform', [`-chdir=${folder}`, ...words, '-no-color'], { env });
    return { ok: true, printed: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error);
    return { ok: false, printed: String(stdout) + String(stderr) };
  }
}

/** Plans with nothing but the variables: no provider is needed to judge them. */
async function planVariables(values: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-variables-'));
  try {
    await copyFile(join(MODULE, 'variables.tf'), join(folder, 'variables.tf'));
    const flags = Object.entries(values).map(([name, value]) => `-var=${name}=${value}`);
    return await terraform(folder, 'plan', '-input=false', ...flags);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const NEEDED = {
  project: 'my-project-123',
  region: 'us-west1',
  cluster_name: 'kubernetes-the-hard-way',
  cluster_cidr: '10.200.0.0/16',
};

describe.skipIf(!isInstalled)('terraform', { timeout: 60_000 }, () => {
  it.each([ROOT, join(ROOT, '../examples')])('finds nothing to format in %s', async (folder) => {
    expect(await terraform(folder, 'fmt', '-check', '-recursive', '-diff')).toEqual({
      ok: true,
      printed: expect.any(String),
    });
  });

  it.each([
    ['only what is needed', {}],
    ['two ranges', { cluster_cidr: '10.200.0.0/16, fd00:10::/48' }],
    ['an old project id', { project: 'example.com:my-project' }],
    [
      'all of them',
      {
        network: 'net',
        network_project: 'my-host-project',
        schedule: '0 3 * * 1-5',
        silence_hours: '0',
        trigger_location: 'us-west1',
        ingress: 'ALLOW_ALL',
        notification_channels: '["projects/my-project-123/notificationChannels/1"]',
        attach_dead_letters: 'false',
      },
    ],
  ])('takes %s', async (_what, values) => {
    expect(await planVariables({ ...NEEDED, ...values })).toEqual({ ok: true, printed: expect.any(String) });
  });

  it('names every wrong variable and what it should look like', async () => {
    const wrong = {
      project: 'My Project',
      region: 'us-west1-c',
      cluster_name: 'Kubernetes The Hard Way',
      cluster_cidr: '0.0.0.0/0',
      network: 'projects/p/global/networks/n',
      network_project: '123456',
      schedule: 'every 5 minutes',
      silence_hours: '0.5',
      trigger_location: 'us',
      ingress: 'ALL',
      notification_channels: '["me@example.com"]',
    };
    const { ok, printed } = await planVariables(wrong);
    expect(ok).toBe(false);
    for (const name of Object.keys(wrong)) expect(printed.replaceAll(/\s+/g, ' ')).toContain(`${name} must `);
  });

  it.each([ROOT, EXAMPLE])('finds the module from %s', async (folder) => {
    const copy = await mkdtemp(join(tmpdir(), 'podroutes-terraform-'));
    try {
      await cp(ROOT, copy, { recursive: true, filter: (path) => !path.includes('.terraform') });
      expect(await terraform(join(copy, relative(ROOT, folder)), 'get')).toEqual({
        ok: true,
        printed: expect.stringContaining('- podroutes in '),
      });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  it('and the providers find it valid, where they are installed', async ({ skip }) => {
    const { ok, printed } = await terraform(ROOT, 'validate');
    if (!ok && /Missing required provider|provider.*not (?:installed|available)|terraform init/i.test(printed)) {
      printSkipped(
        'the providers are not installed (terraform -chdir=infra/gcp init), so validate and test did not run',
      );
      skip();
    }
    expect({ ok, printed }).toEqual({ ok: true, printed: expect.stringContaining('Success!') });
    expect(await terraform(MODULE, 'test')).toEqual({ ok: true, printed: expect.stringContaining('0 failed') });
  });
});
