import type { ChangeResult } from './change-result.ts';
import type { Cloud } from './cloud.ts';
import { CloudError } from './errors.ts';
import { unreadIn } from './lag.ts';
import { type Look, looking, type Looking } from './look.ts';
import type { Cluster } from './model.ts';
import type { Report } from './report.ts';
import { type ApplyResult, dryRunResult, reportOn } from './report-on.ts';
import { reportResult } from './reported-change.ts';
import type { Request } from './request.ts';
import { type Left, Run } from './run.ts';
import { LOOK_AGAIN_AFTER, type Runtime, SYSTEM } from './runtime.ts';

function isMore({ snapshot }: Look, { changes, forwarding }: Left, signal: AbortSignal | undefined): boolean {
  return signal?.aborted !== true && changes.length + forwarding.length + unreadIn(snapshot).length > 0;
}

function resultOf(run: Run, { snapshot, due }: Look, left: Left): ApplyResult {
  // For want of time to read all, it could not even be decided: whoever asked for it must ask again.
  const undecided = unreadIn(snapshot).length > 0 ? run.untried(due.unsure) : [];
  return {
    results: run.results,
    forwarding: run.forwarding,
    left: { ...left, changes: [...left.changes, ...undecided] },
    suppressed: due.held,
  };
}

/** Carries out what the first look found, and what later ones find, until nothing is left or the run is told to stop. */
async function carryOut(
  run: Run,
  first: Look,
  look: Looking,
  { signal, patience }: Request,
): Promise<{ last: Look; result: ApplyResult }> {
  let last = first;
  let left = await run.round(first.due);
  let tried = 0;
  while (isMore(last, left, signal)) {
    // Where there was nothing to write there is nothing to hurry for.
    const isIdle = run.results.length === tried;
    tried = run.results.length;
    try {
      last = await look(isIdle ? undefined : patience, []);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const stopReason = `could not look again: ${error.message}`;
      return { last, result: { ...resultOf(run, last, left), stopReason } };
    }
    left = await run.round(last.due);
  }
  return { last, result: resultOf(run, last, left) };
}

/**
 * Brings the routes of `cluster` in line with its nodes: observe, plan, apply, report. The one orchestrator, for every
 * cloud and every caller. Running it again at once writes nothing.
 *
 * Failures of single writes stand in the report (`undoneIn` lists all that is left). Throws a CloudError when the network
 * could not be read; then nothing was written.
 */
export async function reconcile(
  cloud: Cloud,
  cluster: Cluster,
  request: Request = {},
  runtime: Runtime = SYSTEM,
): Promise<Report> {
  const { hints = [], everything = hints.length === 0, dryRun = false, patience, signal, watch } = request;
  const look = looking(cloud, cluster, request, runtime);
  const first = await look(dryRun ? undefined : patience, LOOK_AGAIN_AFTER);
  const { brake, changes, unchanged } = first.due;
  const about = { cloud: cloud.kind, cluster: cluster.name, scope: everything ? 'resync' : 'event', dryRun } as const;

  const planned = reportOn(about, unchanged, first, dryRunResult(first.due));
  if (dryRun || (brake !== undefined && changes.length === 0)) return planned;
  watch?.planned?.(planned);

  const onResult = (result: ChangeResult) => watch?.ended?.(reportResult(result, cloud.kind));
  const run = new Run(cloud, runtime, { signal, onResult });
  const { last, result } = await carryOut(run, first, look, request);
  return reportOn(about, unchanged, last, result);
}
