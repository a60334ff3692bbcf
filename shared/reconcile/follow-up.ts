import { type ChangeResult, reportResult } from './report/change-result.ts';
import type { Cloud } from './cloud/cloud.ts';
import { CloudError } from './cloud/cloud-error.ts';
import { postponedNodeIds } from './model/snapshot.ts';
import type { Observation, Observer } from './observation.ts';
import type { Cluster } from './model/instance.ts';
import type { Report } from './report/report.ts';
import { type ApplyResult, dryRunResult, buildReport } from './build-report.ts';
import { isDeletion, resultOf } from './run-result.ts';
import { FREED_RANGE_DELAY } from './recent-ranges.ts';
import type { ReconcileRequest } from './request.ts';
import { type Remaining, PlanExecutor } from './apply/rounds.ts';
import { recordWaiting } from './record-waiting.ts';
import { finalNetwork } from './settled-nodes.ts';
import type { Clock } from './cloud/clock.ts';

function hasRemaining({ snapshot }: Observation, { changes, ipForwarding }: Remaining): boolean {
  return changes.length + ipForwarding.length + postponedNodeIds(snapshot).length > 0;
}

/** What the rest of a run waits for: undefined when there is nothing, else the time until another observation helps. */
function delayUntilNext(last: Observation, remaining: Remaining, gain: Gain, now: number): number | undefined {
  const { retryAllocationAt } = remaining;
  if (hasRemaining(last, remaining) || gain.hasTold) return 0;
  if (retryAllocationAt !== undefined) return Math.max(0, retryAllocationAt - now);
  const { contested, exhausted } = last.plan.allocation;
  // What such a node has by its routes may be its own by now, or another one's.
  if (gain.hasChanged && contested.length > 0) return 0;
  const isFreed = gain.hasDeleted || last.freedRanges.length > 0;
  return isFreed && exhausted.length > 0 ? FREED_RANGE_DELAY : undefined;
}

const isAborted = (signal: AbortSignal | undefined) => signal?.aborted === true;

/** What a round achieved that lets the next one do more. */
interface Gain {
  readonly hasTold: boolean;
  readonly hasChanged: boolean;
  readonly hasDeleted: boolean;
}

function progressOf({ results, allocation }: PlanExecutor) {
  return {
    attempted: results.length + allocation.results.length,
    told: allocation.told.length,
    changed: results.filter(({ status }) => status === 'done').length,
    deleted: results.filter(isDeletion).length,
  };
}

/** Applies the first plan and those of later observations, until nothing is left or `signal` is aborted. */
async function executePlan(
  executor: PlanExecutor,
  firstObservation: Observation,
  observe: Observer,
  { signal, claimReadTimeout }: ReconcileRequest,
  clock: Clock,
): Promise<{ last: Observation; result: ApplyResult }> {
  let last = firstObservation;
  let before = progressOf(executor);
  let remaining = await executor.executeRound(firstObservation.plan);
  while (!isAborted(signal)) {
    const progress = progressOf(executor);
    const gain = {
      hasTold: progress.told > before.told,
      hasChanged: progress.changed > before.changed,
      hasDeleted: progress.deleted > before.deleted,
    };
    const delay = delayUntilNext(last, remaining, gain, clock.now());
    if (delay === undefined) break;
    // Nothing was written, so the next observation need not hurry.
    const isIdle = progress.attempted === before.attempted;
    before = progress;
    if (delay > 0) await clock.sleep(delay, signal).catch(() => {});
    if (isAborted(signal)) break;
    try {
      last = await observe({
        claimReadTimeout: isIdle ? undefined : claimReadTimeout,
        told: executor.told,
        deletions: executor.results.filter((result) => isDeletion(result) && result.change.drift).length,
        // A range that was given up may be anybody's who waits for one.
        isFull: last.plan.allocation.exhausted.length > 0,
      });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const stopReason = `could not look again: ${error.message}`;
      return { last, result: { ...resultOf(executor, last, remaining, true), stopReason } };
    }
    remaining = await executor.executeRound(last.plan);
  }
  return { last, result: resultOf(executor, last, remaining, isAborted(signal)) };
}

/** What a run looks at, and what it does that with. */
export interface Run {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
  readonly request: ReconcileRequest;
  readonly observe: Observer;
  readonly clock: Clock;
}

/** Applies what the first observation asks for, and reports. A dry run writes nothing. */
export async function followUp({ cloud, cluster, request, observe, clock }: Run, first: Observation): Promise<Report> {
  const { hints = [], full = hints.length === 0, dryRun = false, signal, end, progress } = request;
  const { deletionGuardReason, changes, ipForwardingOff, unchanged } = first.plan;
  const header = { cloud: cloud.kind, cluster: cluster.name, scope: full ? 'resync' : 'event', dryRun } as const;

  const untouched = dryRunResult(cloud, first);
  const planned = buildReport(header, hints, unchanged, first, untouched);
  if (dryRun) return planned;
  const finish = async (last: Observation, result: ApplyResult) => {
    const unrecorded = await recordWaiting(cloud, last, result, signal);
    const report = buildReport(header, hints, unchanged, last, { ...result, unrecorded });
    if (last === first)
      request.onEnd?.(finalNetwork(first, result.results, { hints, report, clusterCidrs: cluster.cidrs }));
    return report;
  };
  const dueCount = changes.length + ipForwardingOff.length + first.plan.allocation.allocations.length;
  if (deletionGuardReason !== undefined && dueCount === 0) return finish(first, untouched);
  const verdict = (await request.approve?.(planned)) ?? 'write';
  if (verdict === 'stop') return planned;
  progress?.onPlanned?.(planned);
  const start = verdict === 'look-again' ? await observe({ claimReadTimeout: request.claimReadTimeout }) : first;

  const onResult = (result: ChangeResult) => progress?.onChangeEnd?.(reportResult(result, cloud.kind));
  const hinted = new Set(hints.map(({ instanceId }) => instanceId));
  const executor = new PlanExecutor(cloud, clock, { clusterCidrs: cluster.cidrs, hinted, signal, end, onResult });
  const { last, result } = await executePlan(executor, start, observe, request, clock);
  return finish(last, result);
}
