import type { ChangeResult } from './report/change-result.ts';
import type { Cloud } from './cloud/cloud.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { postponedNodeIds } from './model/postponed-claims.ts';
import { type Observation, makeObserver, type Observer } from './observation.ts';
import type { Cluster } from './model/instance.ts';
import type { Report } from './report/report.ts';
import { type ApplyResult, dryRunResult, buildReport } from './build-report.ts';
import { reportResult } from './report/reported-change.ts';
import type { ReconcileRequest } from './request.ts';
import { type Remaining, PlanExecutor } from './apply/rounds.ts';
import { LAG_RETRY_DELAYS, type Clock, SYSTEM_CLOCK } from './cloud/clock.ts';

function hasRemaining(
  { snapshot }: Observation,
  { changes, ipForwarding }: Remaining,
  signal: AbortSignal | undefined,
): boolean {
  return signal?.aborted !== true && changes.length + ipForwarding.length + postponedNodeIds(snapshot).length > 0;
}

function resultOf(run: PlanExecutor, { snapshot, plan }: Observation, left: Remaining): ApplyResult {
  // For want of time to read all, it could not even be decided: whoever asked for it must ask again.
  const undecided = postponedNodeIds(snapshot).length > 0 ? run.unattempted(plan.deferred) : [];
  return {
    results: run.results,
    forwarding: run.ipForwarding,
    left: { ...left, changes: [...left.changes, ...undecided] },
    suppressed: plan.suppressed,
  };
}

/** Carries out what the first look found, and what later ones find, until nothing is left or the run is told to stop. */
async function executePlan(
  executor: PlanExecutor,
  firstObservation: Observation,
  observe: Observer,
  { signal, claimReadTimeout }: ReconcileRequest,
): Promise<{ last: Observation; result: ApplyResult }> {
  let last = firstObservation;
  let remaining = await executor.executeRound(firstObservation.plan);
  let attempted = 0;
  while (hasRemaining(last, remaining, signal)) {
    // Where there was nothing to write there is nothing to hurry for.
    const isIdle = executor.results.length === attempted;
    attempted = executor.results.length;
    try {
      last = await observe(isIdle ? undefined : claimReadTimeout, []);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const stopReason = `could not look again: ${error.message}`;
      return { last, result: { ...resultOf(executor, last, remaining), stopReason } };
    }
    remaining = await executor.executeRound(last.plan);
  }
  return { last, result: resultOf(executor, last, remaining) };
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
  request: ReconcileRequest = {},
  clock: Clock = SYSTEM_CLOCK,
): Promise<Report> {
  const { hints = [], full = hints.length === 0, dryRun = false, claimReadTimeout, signal, progress } = request;
  const observe = makeObserver(cloud, cluster, request, clock);
  const first = await observe(dryRun ? undefined : claimReadTimeout, LAG_RETRY_DELAYS);
  const { deletionGuardReason, changes, unchanged } = first.plan;
  const about = { cloud: cloud.kind, cluster: cluster.name, scope: full ? 'resync' : 'event', dryRun } as const;

  const planned = buildReport(about, unchanged, first, dryRunResult(first.plan));
  if (dryRun || (deletionGuardReason !== undefined && changes.length === 0)) return planned;
  progress?.onPlanned?.(planned);

  const onResult = (result: ChangeResult) => progress?.onChangeEnd?.(reportResult(result, cloud.kind));
  const run = new PlanExecutor(cloud, clock, { signal, onResult });
  const { last, result } = await executePlan(run, first, observe, request);
  return buildReport(about, unchanged, last, result);
}
