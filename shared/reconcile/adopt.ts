import pLimit from 'p-limit';
import { applyAdoption, changesOf } from './apply/apply-adoption.ts';
import { MAX_CONCURRENT_WRITES } from './apply/write-concurrency.ts';
import { type ApplyResult, buildReport } from './build-report.ts';
import { type Clock, SYSTEM_CLOCK } from './cloud/clock.ts';
import type { Cloud } from './cloud/cloud.ts';
import { joinAll } from './cloud/join-all.ts';
import type { Cluster } from './model/instance.ts';
import type { RouteChange } from './model/route-change.ts';
import { makeObserver, type Observation } from './observation.ts';
import { adoptableRoutes, refusedAdoptions } from './plan/adoptable-routes.ts';
import { type Evaluation, evaluate } from './plan/evaluate.ts';
import { type ChangeResult, reportResult } from './report/change-result.ts';
import type { Report } from './report/report.ts';
import type { ReconcileRequest } from './request.ts';

type AdoptRequest = Pick<ReconcileRequest, 'dryRun' | 'signal' | 'progress'>;

/** Foreign routes that are nearly right: somebody who asks for them to be taken over is told why they are not. */
function refusals(evaluation: Evaluation): Report['errors'] {
  return refusedAdoptions(evaluation).map(({ route, node }) => {
    const why = node.state === 'running' ? `${route.destination} is contested` : `its node is ${node.state}`;
    return {
      node: node.id,
      error: `NotAdopted: route ${route.name ?? route.destination} is left: ${why}`,
      retryable: false,
    };
  });
}

function adoptionsIn({ snapshot }: Observation, evaluation: Evaluation, cloud: Cloud) {
  // On AWS a route to an instance is ours whoever called CreateRoute, and no other can be taken over.
  return cloud.kind === 'gcp' && snapshot.coverage === 'complete' ? adoptableRoutes(evaluation) : [];
}

/**
 * Takes over foreign routes that lead to the very node that claims their range: creates ours beside each, then deletes theirs.
 * Nothing else is changed. Idempotent; throws a CloudError when the network could not be read.
 */
export async function adopt(
  cloud: Cloud,
  cluster: Cluster,
  { dryRun = false, signal, progress }: AdoptRequest = {},
  clock: Clock = SYSTEM_CLOCK,
): Promise<Report> {
  const observed = await makeObserver(cloud, cluster, { dryRun }, clock)(undefined, []);
  // What a resync would hold back is nothing that was asked for here.
  const { deletionGuardReason: _, ...plan } = observed.plan;
  const observation = { ...observed, plan };
  const evaluation = evaluate(observation.snapshot, cluster.cidrs);
  const adoptions = adoptionsIn(observation, evaluation, cloud);
  const header = { cloud: cloud.kind, cluster: cluster.name, scope: 'resync', dryRun } as const;
  const errors = cloud.kind === 'gcp' ? refusals(evaluation) : [];
  const report = (
    result: Pick<ApplyResult, 'results' | 'suppressed' | 'stopReason'>,
    left: readonly RouteChange[] = [],
  ) =>
    buildReport(header, [], plan.unchanged, observation, {
      ...result,
      ipForwarding: { enabled: [], warnings: [], errors },
      remaining: { changes: left, ipForwarding: [], deferred: [] },
    });
  const changes = adoptions.map(changesOf).flatMap(({ creation, deletions }) => [creation ?? [], deletions].flat());
  const isPartial = cloud.kind === 'gcp' && observation.snapshot.coverage !== 'complete';
  const stopReason = isPartial ? { stopReason: 'the listing is incomplete, so nothing was taken over' } : {};
  const planned = report({ results: [], suppressed: changes, ...stopReason });
  if (dryRun || changes.length === 0) return planned;
  progress?.onPlanned?.(planned);

  const onResult = (result: ChangeResult) => progress?.onChangeEnd?.(reportResult(result, cloud.kind));
  const limit = pLimit(MAX_CONCURRENT_WRITES);
  const context = { cloud, evaluation, signal, onResult };
  const results = (await joinAll(adoptions.map((each) => limit(() => applyAdoption(context, each))))).flat();
  const left = results.filter(({ status }) => status === 'not-started').map(({ change }) => change);
  return report({ results: results.filter(({ status }) => status !== 'not-started'), suppressed: [] }, left);
}
