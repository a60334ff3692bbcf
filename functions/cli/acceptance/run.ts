import { randomUUID } from 'node:crypto';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { writeNamedFile } from '../errors/named-file.ts';
import type { Io } from '../io.ts';
import { printNote } from '../render/output-format.ts';
import { widthOf } from '../render/terminal/wrap.ts';
import type { CloudKind } from '../settings/flags.ts';
import type { AwsType, GcpType } from './cost.ts';
import type { Check } from './outcome.ts';
import { type FindLeftovers, removeLeftovers } from './remove.ts';
import { countOf, renderResult, renderSummary } from './render.ts';
import { buildAcceptanceReport, type Ending } from './report.ts';
import { Results } from './results.ts';

/** What a run needs of a cloud. */
export interface AcceptanceCloud<Id extends string> {
  readonly kind: CloudKind;
  readonly region: string;
  readonly instanceType: AwsType | GcpType;
  /** Whether the deployed function keeps the routes right, or the command line. */
  readonly isDeployed: boolean;
  readonly checks: Readonly<Record<Id, Check>>;
  /** Goes through the checks with what it makes and marks with `run`. Removes nothing. */
  readonly goThrough: (run: string, results: Results<Id>, signal: AbortSignal) => Promise<void>;
  readonly find: FindLeftovers;
  /** The same for whoever waits for the answer. */
  readonly findAtOnce: FindLeftovers;
  /** With which flags the same account is cleaned up. */
  readonly location: string;
  /** The same for whoever has to agree: the account or project itself. */
  readonly place: () => Promise<string>;
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
async function tryAndRemove<Id extends string>(run: string, cloud: AcceptanceCloud<Id>, io: Io) {
  const abort = new AbortController();
  const unsubscribe = io.onInterrupt(() => {
    abort.abort();
    printNote(io, 'stopping: what the run made is removed first; Ctrl-C again stops at once');
  });
  const { signal } = abort;
  const results = new Results<Id>(
    cloud.checks,
    (result) => void io.stdout.write(renderResult(result, widthOf(io.stdout))),
  );
  try {
    const checked = await attempt(() => cloud.goThrough(run, results, signal), signal);
    results.close(WHY_NOT_TRIED[checked.ending.kind]);
    printNote(io, `removing what run ${run} made`);
    const removal = await attempt(() => removeLeftovers(cloud.find, io.runtime, run));
    return { checked, removal, results: results.all };
  } finally {
    unsubscribe();
  }
}

/** A run from the network that it makes to the report, with everything removed. */
export async function runAcceptance<Id extends string>(
  cloud: AcceptanceCloud<Id>,
  out: string,
  io: Io,
): Promise<number> {
  const run = randomUUID().slice(0, 8);
  const startedAt = io.runtime.now();
  const { kind, region, instanceType, isDeployed, location } = cloud;
  const cleanup = `"podroutes acceptance --cleanup ${run} ${location}"`;
  printNote(io, `this is run ${run}; Ctrl-C removes what it made by then, and ${cleanup} does after a crash`);
  const { checked, removal, results } = await tryAndRemove(run, cloud, io);
  const isRemoved = removal.ending.kind === 'complete';
  const facts = { cloud: kind, region, instanceType, isDeployed, startedAt, endedAt: io.runtime.now() };
  const report = buildAcceptanceReport({ ...facts, ending: checked.ending, isRemoved }, results);
  await writeNamedFile(io.cwd, out, `${JSON.stringify(report, null, 2)}\n`, 'podroutes-acceptance.json');
  io.stdout.write(renderSummary(results));
  printNote(io, `the report is in ${out}; it names no account and no resource`);
  printNote(io, isRemoved ? 'all that the run made is removed' : `something may be left: ${cleanup}`);
  const error = checked.error ?? removal.error;
  if (error !== undefined) throw error;
  return checked.ending.kind === 'complete' && countOf(results, 'differs') === 0 ? 0 : 1;
}
