import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';
import { awsCliEnvironment, TUTORIAL_PROFILE } from '../../support/cli/aws-cli-environment.ts';
import { isGcloudInstalled, openGcloudShell } from '../../support/cli/gcloud-shell.ts';
import type { Row } from '../row.ts';
import { startAwsTutorial, startGcpTutorial } from './tutorial-clouds.ts';
import { awsCommandCount, awsCommands, gcpCommands } from './tutorial-commands.ts';
import { comparisonRow, type ManualTiming } from './comparison.ts';
import { median, repeat, measureTime } from './timing.ts';
import { findAwsCli } from './aws-cli.ts';

const run = promisify(execFile);

const WORKERS = 20;
/** So many are typed by hand where time is short, and their time is multiplied. */
const FEW_WORKERS = 3;
/** Ours is timed so often before the lab is typed, and as often after it, so that both meet the same machine. */
const REPETITIONS = 3;
const TIMEOUT = 240_000;

export interface ByHandOptions {
  /** The built command line, `podroutes.mjs`. */
  readonly cli: string;
  readonly isQuick: boolean;
}

const CLUSTER = { CLUSTER_NAME: AWS_TUTORIAL.cluster, CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };

/** Our whole process, from its start to its end, with nothing remembered. */
async function resync(cli: string, env: Record<string, string>): Promise<void> {
  const all = { PATH: process.env['PATH'] ?? '', ...CLUSTER, ...env };
  await run(process.execPath, [cli, 'resync', '--no-cache'], { env: all });
}

/** Milliseconds of our process: with everything to do, and once more with nothing left to do. */
interface RunTimes {
  readonly fullRun: number;
  readonly unchangedRun: number;
}

async function timeTwice(resync: () => Promise<void>, assertRouted: () => void): Promise<RunTimes> {
  const fullRun = await measureTime(resync);
  assertRouted();
  return { fullRun, unchangedRun: await measureTime(resync) };
}

async function timeOursOnAws(cli: string): Promise<RunTimes> {
  await using lab = await startAwsTutorial(WORKERS);
  const keys = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
  const env = { AWS_ENDPOINT_URL: lab.cloud.url, AWS_REGION: 'us-east-1', ...keys };
  // Not without await: the cloud would be closed meanwhile.
  return await timeTwice(
    () => resync(cli, env),
    () => lab.assertRouted(),
  );
}

async function timeOursOnGcp(cli: string): Promise<RunTimes> {
  await using lab = await startGcpTutorial(WORKERS);
  const none = { METADATA_SERVER_DETECTION: 'none' };
  const env = { COMPUTE_API_ENDPOINT: lab.cloud.url, GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project, ...none };
  // Not without await: the cloud would be closed meanwhile.
  return await timeTwice(
    () => resync(cli, env),
    () => lab.assertRouted(),
  );
}

async function timeByHandOnAws(workers: number): Promise<ManualTiming> {
  const tool = findAwsCli();
  if (tool === undefined) return { missing: 'there is no AWS CLI here; npm run test:moto installs one' };
  await using lab = await startAwsTutorial(workers);
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-by-hand-'));
  try {
    await writeFile(join(folder, 'config'), TUTORIAL_PROFILE);
    const env = { PATH: tool.path, ...awsCliEnvironment(lab.cloud.url, folder) };
    const took = await measureTime(() => run('bash', ['-euo', 'pipefail', '-c', awsCommands(workers)], { env }));
    lab.assertRouted();
    // Each command is a process of its own and takes as long as the next.
    const scale = awsCommandCount(WORKERS) / awsCommandCount(workers);
    const commands = awsCommandCount(WORKERS);
    return { milliseconds: took * scale, with: tool.version, typed: workers, commands };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timeByHandOnGcp(workers: number): Promise<ManualTiming> {
  if (!isGcloudInstalled()) return { missing: 'there is no gcloud here' };
  await using lab = await startGcpTutorial(workers);
  await using shell = await openGcloudShell(lab.cloud, TIMEOUT);
  const took = await measureTime(() => shell.run(gcpCommands(workers)));
  lab.assertRouted();
  return { milliseconds: took * (WORKERS / workers), with: 'gcloud', typed: workers, commands: WORKERS };
}

async function compare(
  cloud: 'AWS' | 'GCP',
  ours: () => Promise<RunTimes>,
  byHand: () => Promise<ManualTiming>,
): Promise<Row> {
  const before = await repeat(REPETITIONS, ours);
  const typed = await byHand();
  const times = [...before, ...(await repeat(REPETITIONS, ours))];
  const node = await repeat(REPETITIONS, () => measureTime(() => run(process.execPath, ['--eval', '0'])));
  return comparisonRow({
    cloud,
    workers: WORKERS,
    byHand: typed,
    ours: median(times.map(({ fullRun }) => fullRun)),
    baselines: { nothing: median(times.map(({ unchangedRun }) => unchangedRun)), node: median(node) },
    repetitions: times.length,
  });
}

/** The lab's commands for twenty workers, typed without a pause, against our command line, on the same kind of local cloud. */
export async function measureByHand({ cli, isQuick }: ByHandOptions): Promise<Row[]> {
  const workers = isQuick ? FEW_WORKERS : WORKERS;
  return [
    await compare(
      'AWS',
      () => timeOursOnAws(cli),
      () => timeByHandOnAws(workers),
    ),
    await compare(
      'GCP',
      () => timeOursOnGcp(cli),
      () => timeByHandOnGcp(workers),
    ),
  ];
}
