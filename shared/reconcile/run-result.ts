import type { Remaining, PlanExecutor } from './apply/rounds.ts';
import type { ApplyResult } from './build-report.ts';
import type { Instance } from './model/instance.ts';
import { postponedNodeIds } from './model/snapshot.ts';
import type { Observation } from './observation.ts';
import type { ChangeResult } from './report/change-result.ts';

export const isDeletion = ({ status, change }: ChangeResult) => status === 'done' && change.action === 'delete';

/** Nodes told since the last look: what they need beside their reservation was not planned yet. */
function toldSince({ snapshot }: Observation, told: PlanExecutor['told']): string[] {
  const isUnplanned = ({ id, claim }: Instance) => claim.kind === 'requested' && told.has(id);
  return snapshot.instances.filter(isUnplanned).map(({ id }) => id);
}

/** Nodes that had to wait for a range when there was no time to look again, and routes had been changed: they may have one by now. */
function mayHaveRange({ plan, freedRanges }: Observation, { results }: PlanExecutor): string[] {
  const isFreed = freedRanges.length > 0 || results.some(isDeletion);
  const isChanged = results.some(({ status }) => status === 'done');
  const { exhausted, contested } = plan.allocation;
  return [...(isFreed ? exhausted : []), ...(isChanged ? contested : [])].map(({ node }) => node);
}

/** What a run comes to. `isCutOff`: there was no time to look again, or no answer. */
export function resultOf(
  executor: PlanExecutor,
  observation: Observation,
  remaining: Remaining,
  isCutOff: boolean,
): ApplyResult {
  const { snapshot, plan } = observation;
  const { allocation } = executor;
  const deferred = [...remaining.deferred, ...executor.outstanding(plan.deferred)];
  // Where there was no time to read all claims, these were not decided: the caller has to retry.
  const isCutShort = postponedNodeIds(snapshot).length > 0;
  return {
    results: executor.results,
    ipForwarding: executor.ipForwarding,
    allocation: {
      ...allocation,
      pending: [
        ...allocation.pending,
        ...toldSince(observation, executor.told),
        ...(isCutOff ? mayHaveRange(observation, executor) : []),
      ],
    },
    remaining: isCutShort
      ? { ...remaining, changes: [...remaining.changes, ...deferred], deferred: [] }
      : { ...remaining, deferred },
    suppressed: plan.suppressed,
  };
}
