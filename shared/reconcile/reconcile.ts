import { type ChangeResult, reportResult } from './report/change-result.ts';
import type { Cloud } from './cloud/cloud.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { postponedNodeIds } from './model/snapshot.ts';
import { type Observation, makeObserver, type Observer } from './observation.ts';
import type { Cluster } from './model/instance.ts';
import type { Report } from './report/report.ts';
import { type ApplyResult, dryRunResult, buildReport } from './build-report.ts';
import type { ReconcileRequest } from './request.ts';
import { type Remaining, PlanExecutor } from './apply/rounds.ts';
import { recordWaiting } from './record-waiting.ts';
import { LAG_RETRY_DELAYS, type Clock, SYSTEM_CLOCK } from './cloud/clock.ts';

function hasRemaining(
  { snapshot }: Observation,
  { changes, ipForwarding }: Remaining,
  signal: AbortSignal | undefined,
): boolean {
  return signal?.aborted !== true && changes.length + ipForwarding.length + postponedNodeIds(snapshot).length > 0;
}

function resultOf(executor: PlanExecutor, { snapshot, plan }: Observation, remaining: Remaining): ApplyResult {
  const deferred = [...remaining.deferred, ...executor.outstanding(plan.deferred)];
  // Where there was no time to read all claims, these were not decided: the caller has to retry.
  const isCutShort = postponedNodeIds(snapshot).length > 0;
  return {
    results: executor.results,
    ipForwarding: executor.ipForwarding,
    remaining: isCutShort
      ? { ...remaining, changes: [...remaining.changes, ...deferred], deferred: [] }
      : { ...remaining, deferred },
    suppressed: plan.suppressed,
  };
}

/** Applies the first plan and those of later observations, until nothing is left or `signal` is aborted. */
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
    // Nothing was written, so the next observation need not hurry.
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
 * Brings the routes of `cluster` in line with its nodes: observe, plan, apply, report; for every cloud and every caller.
 * Idempotent: running it again at once writes nothing.
 *
 * Failures of single writes are in the report (`undone` lists all that is left). Throws a CloudError when the network
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
  const { deletionGuardReason, changes, ipForwardingOff, unchanged } = first.plan;
  const header = { cloud: cloud.kind, cluster: cluster.name, scope: full ? 'resync' : 'event', dryRun } as const;

  const untouched = dryRunResult(first.plan);
  const planned = buildReport(header, hints, unchanged, first, untouched);
  if (dryRun) return planned;
  const finish = async (last: Observation, result: ApplyResult) => {
    const unrecorded = await recordWaiting(cloud, last, result, signal);
    return buildReport(header, hints, unchanged, last, { ...result, unrecorded });
  };
  if (deletionGuardReason !== undefined && changes.length + ipForwardingOff.length === 0)
    return finish(first, untouched);
  progress?.onPlanned?.(planned);

  const onResult = (result: ChangeResult) => progress?.onChangeEnd?.(reportResult(result, cloud.kind));
  const executor = new PlanExecutor(cloud, clock, { signal, onResult });
  const { last, result } = await executePlan(executor, first, observe, request);
  return finish(last, result);
}
