import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import {
  createTutorialNetwork,
  podCidrOf,
  seedTutorialCluster as seedAws,
  startLocalEc2,
} from '../../infra/local/aws.ts';
import { seedTutorialCluster as seedGcp, startLocalGce } from '../../infra/local/gcp.ts';
import { openAwsAccount } from '../functions/cli/acceptance/account.ts';
import { awsEnv, type CliResult, gcpEnv } from '../support/cli/run-cli.ts';
import { sampled } from '../support/sample.ts';

/** The Node to run it on: the one of this process, or that of the machine, which `.ci/run` names. */
const NODE = process.env['CLI_NODE'] ?? process.execPath;

let folder: string;
beforeAll(async () => {
  // Without package.json or settings: what is built needs nothing beside itself.
  folder = await mkdtemp(join(tmpdir(), 'podroutes-cli-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const file = join(inject('built'), 'cli/podroutes.mjs');

const codeOf = (error: ExecFileException | null) =>
  error === null ? 0 : typeof error.code === 'number' ? error.code : -1;

/** Runs the built command line as a shell would. `onStart` is given the way to send it a signal. */
function podroutes(
  argv: readonly string[],
  env: Record<string, string> = {},
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<CliResult> {
  const all = { METADATA_SERVER_DETECTION: 'none', AWS_EC2_METADATA_DISABLED: 'true', ...env };
  return new Promise((resolve) => {
    const child = execFile(NODE, [file, ...argv], { cwd: folder, env: all }, (error, stdout, stderr) =>
      resolve({ code: codeOf(error), stdout, stderr }),
    );
    onStart?.((signal) => child.kill(signal));
  });
}

async function checkWorkflow(env: Record<string, string>): Promise<void> {
  expect((await podroutes(['nodes'], env)).stdout).toMatch(/^10\.240\.0\.20 10\.200\.0\.0\/24\n/);
  expect(await podroutes(['plan'], env)).toMatchObject({ code: 2, stderr: '' });
  expect((await podroutes(['map', '--out', '-'], env)).stdout).toMatch(
    /^<!doctype html>.*<style>.*<script.*<\/html>\n$/s,
  );
  const done = await podroutes(['resync'], env);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('3 created, 0 replaced, 0 deleted, 0 failed');
  expect((await podroutes(['routes'], env)).stdout).toContain('10.200.2.0/24');
  const again = await podroutes(['plan', '--output', 'json'], env);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ changes: [], summary: { unchanged: 3 } });
}

async function checkOnAws(): Promise<void> {
  const ec2 = await startLocalEc2();
  seedAws(ec2.backend);
  await checkWorkflow(awsEnv(ec2));
  await ec2.close();
}

async function checkOnGcp(): Promise<void> {
  const gce = await startLocalGce();
  seedGcp(gce.backend);
  await checkWorkflow(gcpEnv(gce));
  await gce.close();
}

const WORKFLOWS = [
  ['AWS', checkOnAws],
  ['GCP', checkOnGcp],
] as const;

describe('the built command line', () => {
  it.each(sampled(WORKFLOWS, 1))(
    'lists, plans (2), resyncs (0) and is in sync (0) on %s',
    (_, check) => check(),
    30_000,
  );

  it('takes AWS credentials from where people have them: a profile whose credentials a program prints', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.backend);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = awsEnv(ec2);
    const printed = join(folder, 'credentials.json');
    await writeFile(
      printed,
      JSON.stringify({ Version: 1, AccessKeyId: AWS_ACCESS_KEY_ID, SecretAccessKey: AWS_SECRET_ACCESS_KEY }),
    );
    const config = join(folder, 'aws-config');
    await writeFile(config, `[profile lab]\ncredential_process = cat ${printed}\n`);
    const more = { AWS_PROFILE: 'lab', AWS_CONFIG_FILE: config, PATH: process.env['PATH'] ?? '' };
    expect(await podroutes(['plan'], { ...env, ...more })).toMatchObject({ code: 2, stderr: '' });
    await ec2.close();
  });

  it('reads a settings file in YAML, which init writes', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.backend);
    const { CLUSTER_NAME: _, CLUSTER_CIDR: __, ...env } = awsEnv(ec2);
    expect(await podroutes(['init'], env)).toMatchObject({ code: 0 });
    expect(await podroutes(['plan'], env)).toMatchObject({ code: 2 });
    await rm(join(folder, 'podroutes.yaml'));
    await ec2.close();
  });

  it('finishes its writes on a real Ctrl-C, and says what is left', async () => {
    const ec2 = await startLocalEc2();
    const { subnetId } = createTutorialNetwork(ec2.backend);
    // In tags: to read user data takes turns.
    for (let i = 0; i < 100; i += 1) ec2.backend.runInstance({ subnetId, tags: { 'pod-cidr': podCidrOf(i) } });
    ec2.settle();
    const record = ec2.calls.record.bind(ec2.calls);
    const ended = await podroutes(['resync'], awsEnv(ec2), (kill) => {
      vi.spyOn(ec2.calls, 'record').mockImplementation((call) => {
        record(call);
        if (ec2.calls.count('CreateRoute') === 5) kill('SIGINT');
      });
    });
    const made = ec2.calls.count('CreateRoute');
    await ec2.close();
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^podroutes: stopping: what is being written is finished first/);
    expect(made).toBeLessThan(100);
    expect(ended.stdout).toContain(`${made} created`);
    expect(ended.stdout).toContain(`stopped with ${100 - made} of 100 changes not begun`);
  });

  it('leaves after a real kill what acceptance --cleanup finds', async () => {
    await using account = await openAwsAccount();
    const ec2 = account.cloud;
    const record = ec2.calls.record.bind(ec2.calls);
    await podroutes(['acceptance', '--yes'], awsEnv(ec2), (kill) => {
      vi.spyOn(ec2.calls, 'record').mockImplementation((call) => {
        record(call);
        if (call.action === 'RunInstances') kill('SIGKILL');
      });
    });
    expect(account.left()).toContainEqual(expect.stringMatching(/^i-/));
    expect((await account.run('--cleanup')).code).toBe(0);
    expect(account.left()).toEqual([]);
  });

  it('ends quietly when whoever reads it has enough', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.backend);
    const script = '"$NODE" "$CLI" routes --output json | head -n 1';
    const env = { ...awsEnv(ec2), NODE, CLI: file, PATH: process.env['PATH'] ?? '' };
    const ended = await new Promise<CliResult>((resolve) => {
      execFile('sh', ['-c', script], { env, cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: codeOf(error), stdout, stderr }),
      );
    });
    await ec2.close();
    expect(ended).toEqual({ code: 0, stdout: '{\n', stderr: '' });
  });

  it.runIf(existsSync('/dev/full'))('says in one line that the disk is full', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.backend);
    const run = (line: string) =>
      new Promise<CliResult>((resolve) => {
        const env = { ...awsEnv(ec2), NODE, CLI: file, PATH: process.env['PATH'] ?? '' };
        execFile('sh', ['-c', line], { env, cwd: folder }, (error, stdout, stderr) =>
          resolve({ code: codeOf(error), stdout, stderr }),
        );
      });
    expect(await run('"$NODE" "$CLI" nodes > /dev/full')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'podroutes: the output cannot be written: ENOSPC: no space left on device, write\n',
    });
    expect(await run('"$NODE" "$CLI" plan --out /dev/full')).toMatchObject({
      code: 1,
      stderr: 'podroutes: --out is "/dev/full", which has no room left on its disk; name a file like plan.json\n',
    });
    expect(await run('"$NODE" "$CLI" nodes --nonsense 2> /dev/full')).toEqual({ code: 1, stdout: '', stderr: '' });
    await ec2.close();
  });

  it('shows no warning of Node, and no source of its own', async () => {
    const trouble = (statement: string) =>
      `--import data:text/javascript,${encodeURIComponent(`const write = process.stdout.write; process.stdout.write = function (...all) { ${statement}; return write.apply(this, all); }`)}`;
    const run = (statement: string) => podroutes(['version'], { NODE_OPTIONS: trouble(statement) });
    expect(await run('process.emitWarning("old")')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('process.emitWarning("old", "DeprecationWarning")')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('throw new TypeError("broken")')).toEqual({ code: 1, stdout: '', stderr: 'podroutes: broken\n' });
    expect(await run('setTimeout(() => { throw new TypeError("broken") })')).toMatchObject({
      code: 1,
      stderr: 'podroutes: broken\n',
    });
  });

  it('prints no colours into a pipe', async () => {
    const ec2 = await startLocalEc2();
    seedAws(ec2.backend);
    for (const argv of [['nodes', '--output', 'wide'], ['routes', '--output', 'wide'], ['plan'], ['--help']]) {
      const { stdout, stderr } = await podroutes(argv, awsEnv(ec2));
      expect(stdout + stderr).not.toContain('\u001B');
    }
    await ec2.close();
  });

  it('has a version, and help with examples for each command', async () => {
    expect((await podroutes(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await podroutes(['--help']);
    const commands = [...stdout.matchAll(/^ {2}(\w+) (?:\[options\]|<shell>)/gm)].map(([, name = '']) => name);
    expect(commands).toEqual(expect.arrayContaining(['nodes', 'routes', 'plan', 'resync', 'init', 'completion']));
    for (const name of sampled(commands, 3)) {
      const help = await podroutes(name === 'completion' ? ['help', name] : [name, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`\nExamples:\n  podroutes ${name} `));
    }
  });
});
