import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bootWorker,
  type LocalEc2,
  seedTutorialCluster,
  startLocalEc2,
  type TutorialCluster,
} from '../../../../infra/local/aws.ts';
import { awsEnv, type CliResult, runCli } from '../../../support/cli/run-cli.ts';

const INSTANCES = 6;
const READ = 'DescribeInstanceAttribute';

let parent: string;
let folder: string;
let time: number;
let ec2: LocalEc2;
let cluster: TutorialCluster;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'podroutes-cache-'));
  folder = join(parent, 'podroutes');
  time = Date.parse('2026-01-01T00:00:00Z');
  ec2 = await startLocalEc2({ now: () => time });
  cluster = seedTutorialCluster(ec2.backend);
});
afterEach(async () => {
  await ec2.close();
  await rm(parent, { recursive: true });
});

/** What a command says, and how often it read user data. */
async function run(...argv: string[]): Promise<CliResult & { reads: number }> {
  ec2.calls.reset();
  const result = await runCli(argv, { env: awsEnv(ec2), cacheFolder: folder, time: { now: () => time } });
  return { ...result, reads: ec2.calls.count(READ) };
}

const nodes = () => run('nodes', '-o', 'json');

async function onlyFile(): Promise<string> {
  const [name, ...more] = await readdir(folder);
  if (name === undefined || more.length > 0) throw new Error('there should be one file');
  return join(folder, name);
}

function firstWorker() {
  const [worker] = cluster.workers;
  if (worker === undefined) throw new Error('the lab has workers');
  return worker;
}

/** Stops an instance, changes what it states, and starts it again a minute later. */
function restate(id: string, text: string): void {
  ec2.backend.stop(id);
  ec2.settle();
  ec2.backend.setUserData(id, text);
  time += 60_000;
  ec2.backend.start(id);
  ec2.settle();
}

describe('what was read of user data', () => {
  it.each([
    [['nodes', '-o', 'json']],
    [['routes', '-o', 'json']],
    [['plan']],
    [['resync', '--dry-run']],
    [['resync']],
    [['doctor']],
    [['map', '--out', '-']],
    [['explain', '10.200.0.5', '10.200.1.7']],
    [['status']],
  ])('is not read again by %j, which says the same', async (argv) => {
    if (argv[0] === 'resync') await run('resync', '--no-cache');
    const first = await run(...argv);
    const second = await run(...argv);
    expect([first.reads, second.reads]).toEqual([INSTANCES, 0]);
    expect(second).toEqual({ ...first, reads: 0 });
  });

  it('is not read again by init', async () => {
    const argv = ['init', '--force', '--out', join(parent, 'podroutes.yaml')];
    expect([(await run(...argv)).reads, (await run(...argv)).reads]).toEqual([INSTANCES, 0]);
  });

  it('is shared by all commands', async () => {
    await run('plan');
    expect((await run('doctor')).reads).toBe(0);
  });

  it('is read with --no-cache, which leaves nothing behind', async () => {
    expect([(await run('plan', '--no-cache')).reads, (await run('plan', '--no-cache')).reads]).toEqual([6, 6]);
    expect(await readdir(parent)).toEqual([]);
    await run('plan');
    expect((await run('plan', '--no-cache')).reads).toBe(INSTANCES);
  });

  it('is read for new instances only, and gone instances are forgotten', async () => {
    await nodes();
    const { id } = firstWorker();
    expect(await readFile(await onlyFile(), 'utf8')).toContain(id);
    ec2.backend.terminate(id);
    bootWorker(ec2.backend, cluster, 7, '10.240.0.107');
    ec2.settle();
    expect((await nodes()).reads).toBe(1);
    expect(await readFile(await onlyFile(), 'utf8')).not.toContain(id);
  });

  it('counts for one launch: user data may change while an instance is stopped', async () => {
    await nodes();
    const { id } = firstWorker();
    ec2.backend.stop(id);
    ec2.settle();
    expect([(await nodes()).reads, (await nodes()).reads]).toEqual([1, 1]);
    restate(id, 'pod-cidr=10.200.77.0/24');
    const { reads, stdout } = await nodes();
    expect(reads).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      nodes: expect.arrayContaining([expect.objectContaining({ id, podCidrs: ['10.200.77.0/24'] })]),
    });
  });

  it('is apart for each endpoint', async () => {
    await nodes();
    await using other = await openOther();
    const argv = ['nodes', '--cluster-name', 'kubernetes-the-hard-way'];
    await runCli(argv, { env: awsEnv(other.ec2), cacheFolder: folder });
    expect(other.ec2.calls.count(READ)).toBe(INSTANCES);
    await runCli(argv, { env: { ...awsEnv(ec2), AWS_ENDPOINT_URL_EC2: ec2.url }, cacheFolder: folder });
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('is kept as ranges and in two words, where nobody else can read it', async () => {
    const secret = 'PASSWORD=hunter2\n';
    const [a, b, c, d] = cluster.controllers.concat(cluster.workers);
    for (const [each, text] of [
      [a, `${secret}POD_CIDR=10.200.9.0/24`],
      [b, `${secret}POD_CIDR=$(hunter2)`],
      [c, `${secret}pod-cidr=auto`],
      [d, `${secret}POD_CIDR=hunter2`],
    ] as const)
      ec2.backend.setUserData(each?.id ?? '', text);
    await nodes();
    // The fourth: what is no range may be anything.
    expect((await nodes()).reads).toBe(1);
    const file = await onlyFile();
    const text = await readFile(file, 'utf8');
    expect(text).not.toMatch(/hunter|PASS/);
    const { claims } = JSON.parse(text);
    expect(Object.values(claims).map(String).toSorted()).toEqual([
      '10.200.1.0/24',
      '10.200.2.0/24',
      '10.200.9.0/24',
      'computed',
      'requested',
    ]);
    expect([(await stat(folder)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"place":"x","claims":{"i-0123456789abcdef0 17'],
    ['another kind of thing', '[1,2]'],
    ['a place that is another’s', '{"place":"x","claims":{}}'],
  ])('is read again where the file holds %s', async (_what, text) => {
    const before = await nodes();
    await writeFile(await onlyFile(), text);
    expect(await nodes()).toEqual(before);
    expect((await nodes()).reads).toBe(0);
  });

  it.each([
    ['a range that is none', (claims: object) => ({ ...claims, 'i-0123456789abcdef0 1767225600000': ['rm -rf'] })],
    ['a key that is none', (claims: object) => ({ ...claims, constructor: 'none' })],
    ['a word that is none', (claims: object) => ({ ...claims, 'i-0123456789abcdef0 1767225600000': 'unreadable' })],
  ])('is not believed with %s in it', async (_what, change) => {
    await nodes();
    const file = await onlyFile();
    const content: { claims: object } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...content, claims: change(content.claims) }));
    expect((await nodes()).reads).toBe(INSTANCES);
  });
});

async function openOther() {
  const other = await startLocalEc2({ now: () => time });
  seedTutorialCluster(other.backend);
  return { ec2: other, [Symbol.asyncDispose]: () => other.close() };
}
