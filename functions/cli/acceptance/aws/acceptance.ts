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
import { formatJson, printNote } from '../../render/output-format.ts';
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

type Attempt = { readonly ending: Ending; readonly error?: unknown };

async function attempt(signal: AbortSignal, work: () => Promise<void>): Promise<Attempt> {
  try {
    await work();
    return { ending: { kind: 'complete' } };
  } catch (error) {
    if (signal.aborted) return { ending: { kind: 'interrupted' } };
    return { ending: { kind: 'failed', code: error instanceof CloudError ? error.code : 'Unexpected' }, error };
  }
}

const WHY_NOT_TRIED: Readonly<Record<Ending['kind'], string>> = {
  complete: 'nothing looked at it',
  interrupted: 'the run was interrupted before',
  failed: 'the run failed before',
};

/** A run from the network that it makes to the report, with everything removed. */
export async function runAwsAcceptance({ ec2, out, ...wanted }: AcceptanceRun, io: Io): Promise<number> {
  const [run, region, clock] = [randomUUID().slice(0, 8), await ec2.client.config.region(), io.runtime];
  const abort = new AbortController();
  const unsubscribe = io.onInterrupt(() => {
    abort.abort();
    printNote(io, 'stopping: what the run made is removed first; Ctrl-C again stops at once');
  });
  const results = new Results<AwsCheckId>(AWS_CHECKS, (result) => void io.stdout.write(renderResult(result)));
  const startedAt = clock.now();
  const { signal } = abort;
  try {
    const trial = { ec2, clock, signal, results, resync: resyncFor(ec2, run, region, io, signal) };
    const checked = await attempt(signal, () => runAwsChecks(trial, { run, ...wanted }));
    results.close(WHY_NOT_TRIED[checked.ending.kind]);
    printNote(io, `removing what run ${run} made`);
    const removal = await attempt(new AbortController().signal, async () => {
      await removeLeftovers(ec2, clock, run);
    });
    const isRemoved = removal.ending.kind === 'complete';
    const facts = { cloud: 'aws', region, instanceType: wanted.launch.type, startedAt, endedAt: clock.now() } as const;
    const report = buildAcceptanceReport({ ...facts, ending: checked.ending, isRemoved }, results.all);
    await writeFile(resolve(io.cwd, out), formatJson(report));
    io.stdout.write(renderSummary(results.all));
    printNote(io, `the report is in ${out}; it names no account and no resource`);
    if (!isRemoved) printNote(io, `something may be left: podroutes acceptance --cleanup ${run} --region ${region}`);
    if (checked.error !== undefined) throw checked.error;
    if (removal.error !== undefined) throw removal.error;
    return checked.ending.kind === 'complete' && countOf(results.all, 'differs') === 0 ? 0 : 1;
  } finally {
    unsubscribe();
  }
}
