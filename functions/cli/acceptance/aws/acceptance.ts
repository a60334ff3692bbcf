import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { ec2Cloud } from '../../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../../shared/aws/config.ts';
import { ClaimReader } from '../../../../shared/aws/pod-cidr/claim-reader.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import { countOf, renderResult, renderSummary } from '../render.ts';
import { buildAcceptanceReport, type Ending } from '../report.ts';
import { Results } from '../results.ts';
import { AWS_CHECKS, type AwsCheckId } from './checklist.ts';
import { removeLeftovers } from './cleanup.ts';
import { runAwsChecks, type Wanted } from './run-checks.ts';
import { CLUSTER_CIDR, clusterOf } from './sandbox.ts';

export interface AcceptanceRun extends Omit<Wanted, 'run'> {
  readonly ec2: Ec2Api;
  readonly out: string;
}

/** What `podroutes resync` does for the cluster of the run, which has no settings but these. */
function resyncFor(ec2: Ec2Api, run: string, region: string, io: Io, signal: AbortSignal): () => Promise<unknown> {
  const settings = { CLUSTER_NAME: clusterOf(run), CLUSTER_CIDR, AWS_REGION: region };
  const config = readAwsConfig(settings);
  const cloud = ec2Cloud(ec2, config, new ClaimReader(ec2, config.cluster.name, { clock: io.runtime }));
  return () => reconcile(cloud, config.cluster, { signal }, io.runtime);
}

interface Attempt {
  readonly ending: Ending;
  readonly error?: Error;
}

async function attempt(work: () => Promise<unknown>, signal?: AbortSignal): Promise<Attempt> {
  try {
    await work();
    return { ending: { kind: 'complete' } };
  } catch (error) {
    if (signal?.aborted === true) return { ending: { kind: 'interrupted' } };
    if (!(error instanceof Error)) throw error;
    return { ending: { kind: 'failed', code: error instanceof CloudError ? error.code : 'Unexpected' }, error };
  }
}

const WHY_NOT_TRIED: Readonly<Record<Ending['kind'], string>> = {
  complete: 'nothing looked at it',
  interrupted: 'the run was interrupted before',
  failed: 'the run failed before',
};

/** Goes through the checks, then removes what that made, whatever came of it. */
async function tryAndRemove(run: string, region: string, { ec2, ...wanted }: AcceptanceRun, io: Io) {
  const abort = new AbortController();
  const unsubscribe = io.onInterrupt(() => {
    abort.abort();
    printNote(io, 'stopping: what the run made is removed first; Ctrl-C again stops at once');
  });
  const { signal } = abort;
  const results = new Results<AwsCheckId>(AWS_CHECKS, (result) => void io.stdout.write(renderResult(result)));
  const trial = { ec2, clock: io.runtime, signal, results, resync: resyncFor(ec2, run, region, io, signal) };
  try {
    const checked = await attempt(() => runAwsChecks(trial, { run, ...wanted }), signal);
    results.close(WHY_NOT_TRIED[checked.ending.kind]);
    printNote(io, `removing what run ${run} made`);
    const removal = await attempt(() => removeLeftovers(ec2, io.runtime, run));
    return { checked, removal, results: results.all };
  } finally {
    unsubscribe();
  }
}

/** A run from the network that it makes to the report, with everything removed. */
export async function runAwsAcceptance(wanted: AcceptanceRun, io: Io): Promise<number> {
  const run = randomUUID().slice(0, 8);
  const region = await wanted.ec2.client.config.region();
  const startedAt = io.runtime.now();
  const { checked, removal, results } = await tryAndRemove(run, region, wanted, io);
  const isRemoved = removal.ending.kind === 'complete';
  const times = { startedAt, endedAt: io.runtime.now() };
  const facts = { cloud: 'aws', region, instanceType: wanted.launch.type, ...times } as const;
  const report = buildAcceptanceReport({ ...facts, ending: checked.ending, isRemoved }, results);
  await writeFile(resolve(io.cwd, wanted.out), `${JSON.stringify(report, null, 2)}\n`);
  io.stdout.write(renderSummary(results));
  printNote(io, `the report is in ${wanted.out}; it names no account and no resource`);
  if (!isRemoved) printNote(io, `something may be left: podroutes acceptance --cleanup ${run} --region ${region}`);
  const error = checked.error ?? removal.error;
  if (error !== undefined) throw error;
  return checked.ending.kind === 'complete' && countOf(results, 'differs') === 0 ? 0 : 1;
}
