import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lab } from '../../../infra/local/aws.ts';
import { LAB } from '../../../infra/local/gcp.ts';
import { awsCliEnvironment, LAB_PROFILE } from '../../support/aws-cli.ts';
import { gcloudIsHere, openShell } from '../../support/gcloud-shell.ts';
import type { Row } from '../row.ts';
import { awsLab, gcpLab } from './clouds.ts';
import { awsCommandCount, awsCommands, gcpCommands } from './lab.ts';
import { comparison, type Side } from './rows.ts';
import { median, repeated, timed } from './time.ts';
import { awsCli } from './tools.ts';

const run = promisify(execFile);

const WORKERS = 20;
/** So many are typed by hand where time is short, and their time is multiplied. */
const FEW_WORKERS = 3;
/** Ours is timed so often before the lab is typed, and as often after it, so that both meet the same machine. */
const TRIES_EACH = 3;
const PATIENCE = 240_000;

export interface ByHandOptions {
  /** The built command line, `podroutes.mjs`. */
  readonly cli: string;
  readonly isQuick: boolean;
}

const CLUSTER = { CLUSTER_NAME: lab.cluster, CLUSTER_CIDR: lab.clusterCidr };

/** Our whole process, from its start to its end, with nothing remembered. */
async function resync(cli: string, env: Record<string, string>): Promise<void> {
  const all = { PATH: process.env['PATH'] ?? '', ...CLUSTER, ...env };
  await run(process.execPath, [cli, 'resync'], { env: all });
}

/** Milliseconds of our process: with everything to do, and once more with nothing left to do. */
interface Times {
  readonly all: number;
  readonly nothing: number;
}

async function twice(resync: () => Promise<void>, assertRouted: () => void): Promise<Times> {
  const all = await timed(resync);
  assertRouted();
  return { all, nothing: await timed(resync) };
}

async function oursOnAws(cli: string): Promise<Times> {
  await using lab = await awsLab(WORKERS);
  const keys = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
  const env = { AWS_ENDPOINT_URL: lab.cloud.url, AWS_REGION: 'us-east-1', ...keys };
  // Not without await: the cloud would be closed meanwhile.
  return await twice(
    () => resync(cli, env),
    () => lab.assertRouted(),
  );
}

async function oursOnGcp(cli: string): Promise<Times> {
  await using lab = await gcpLab(WORKERS);
  const none = { METADATA_SERVER_DETECTION: 'none' };
  const env = { COMPUTE_API_ENDPOINT: lab.cloud.url, GOOGLE_CLOUD_PROJECT: LAB.project, ...none };
  // Not without await: the cloud would be closed meanwhile.
  return await twice(
    () => resync(cli, env),
    () => lab.assertRouted(),
  );
}

async function byHandOnAws(workers: number): Promise<Side> {
  const tool = awsCli();
  if (tool === undefined) return { missing: 'there is no AWS CLI here; npm run test:moto installs one' };
  await using lab = await awsLab(workers);
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-by-hand-'));
  try {
    await writeFile(join(folder, 'config'), LAB_PROFILE);
    const env = { PATH: tool.path, ...awsCliEnvironment(lab.cloud.url, folder) };
    const took = await timed(() => run('bash', ['-euo', 'pipefail', '-c', awsCommands(workers)], { env }));
    lab.assertRouted();
    // Each command is a process of its own and takes as long as the next.
    const scale = awsCommandCount(WORKERS) / awsCommandCount(workers);
    const commands = awsCommandCount(WORKERS);
    return { milliseconds: took * scale, with: tool.version, typed: workers, commands };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function byHandOnGcp(workers: number): Promise<Side> {
  if (!gcloudIsHere()) return { missing: 'there is no gcloud here' };
  await using lab = await gcpLab(workers);
  await using shell = await openShell(lab.cloud, PATIENCE);
  const took = await timed(() => shell.paste(gcpCommands(workers)));
  lab.assertRouted();
  return { milliseconds: took * (WORKERS / workers), with: 'gcloud', typed: workers, commands: WORKERS };
}

async function compare(cloud: 'AWS' | 'GCP', ours: () => Promise<Times>, byHand: () => Promise<Side>): Promise<Row> {
  const before = await repeated(TRIES_EACH, ours);
  const typed = await byHand();
  const times = [...before, ...(await repeated(TRIES_EACH, ours))];
  const node = await repeated(TRIES_EACH, () => timed(() => run(process.execPath, ['--eval', '0'])));
  return comparison({
    cloud,
    workers: WORKERS,
    byHand: typed,
    ours: median(times.map(({ all }) => all)),
    floors: { nothing: median(times.map(({ nothing }) => nothing)), node: median(node) },
    tries: times.length,
  });
}

/** The lab's commands for twenty workers, typed without a pause, against our command line, on the same kind of local cloud. */
export async function measureByHand({ cli, isQuick }: ByHandOptions): Promise<Row[]> {
  const workers = isQuick ? FEW_WORKERS : WORKERS;
  return [
    await compare(
      'AWS',
      () => oursOnAws(cli),
      () => byHandOnAws(workers),
    ),
    await compare(
      'GCP',
      () => oursOnGcp(cli),
      () => byHandOnGcp(workers),
    ),
  ];
}
