import type { ApplyResult } from './build-report.ts';
import type { Cloud } from './cloud/cloud.ts';
import { CloudError } from './cloud/cloud-error.ts';
import type { Observation } from './observation.ts';
import type { Plan } from './plan/plan.ts';
import { reportError } from './report/change-result.ts';
import type { ReportedError } from './report/report.ts';

/** Ids of the nodes that a plan gave a route, and that do not have it. */
function unservedNodes({ results, remaining, suppressed }: ApplyResult, { leftOut = [] }: Plan): Set<string> {
  const undone = results.filter(({ status }) => status === 'failed' || status === 'conflict');
  const left = [...remaining.changes, ...remaining.deferred, ...suppressed, ...leftOut];
  const changes = [...undone.map(({ change }) => change), ...left];
  return new Set(changes.flatMap((change) => (change.action === 'delete' ? [] : [change.node.id])));
}

/** Has the cloud remember who waits for a range. Those for whom that failed are to be told of again. */
export async function recordWaiting(
  cloud: Cloud,
  { snapshot, plan }: Observation,
  result: ApplyResult,
  signal: AbortSignal | undefined,
): Promise<ReportedError[]> {
  const isComplete = snapshot.coverage === 'complete';
  try {
    await cloud.recordWaiting?.({ waiting: plan.waiting, unserved: unservedNodes(result, plan), isComplete, signal });
    return [];
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return plan.waiting.map(({ id }) => ({ node: id, ...reportError(error) }));
  }
}
