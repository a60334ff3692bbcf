import pLimit from 'p-limit';
import { type AdoptionContext, applyAdoption, changesOf } from './apply/apply-adoption.ts';
import { CONFIRMED_TOGETHER } from './apply/write-concurrency.ts';
import { NOTHING_ALLOCATED } from './apply/allocation/range-allocator.ts';
import { type ApplyResult, buildReport } from './build-report.ts';
import { type Clock, SYSTEM_CLOCK } from './cloud/clock.ts';
import type { Cloud } from './cloud/cloud.ts';
import { joinAll } from './cloud/join-all.ts';
import type { Cluster } from './model/instance.ts';
import type { Snapshot } from './model/snapshot.ts';
import { makeObserver } from './observation.ts';
import { adoptableRoutes, type Adoption, refusedAdoptions } from './plan/adoptable-routes.ts';
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

/** What can be taken over, and why a listing does not allow it. */
function adoptionsIn(cloud: Cloud, { coverage }: Snapshot, evaluation: Evaluation) {
  // On AWS a route to an instance is ours whoever called CreateRoute, and no other can be taken over.
  if (cloud.kind !== 'gcp') return { adoptions: [] };
  if (coverage === 'complete') return { adoptions: adoptableRoutes(evaluation) };
  return { adoptions: [], stopReason: 'the listing is incomplete, so nothing was taken over' };
}

async function applyAll(context: AdoptionContext, adoptions: readonly Adoption[]) {
  const limit = pLimit(CONFIRMED_TOGETHER);
  const results = (await joinAll(adoptions.map((each) => limit(() => applyAdoption(context, each))))).flat();
  const left = results.filter(({ status }) => status === 'not-started').map(({ change }) => change);
  return {
    results: results.filter(({ status }) => status !== 'not-started'),
    remaining: { changes: left, ipForwarding: [], deferred: [] },
  };
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
  // With force: what the mass deletion guard would hold back of a resync is not asked for here.
  const observation = await makeObserver(cloud, cluster, { force: true }, clock)({});
  const evaluation = evaluate(observation.snapshot, cluster.cidrs);
  const { adoptions, ...stop } = adoptionsIn(cloud, observation.snapshot, evaluation);
  const header = { cloud: cloud.kind, cluster: cluster.name, scope: 'resync', dryRun } as const;
  const errors = cloud.kind === 'gcp' ? refusals(evaluation) : [];
  const initial: ApplyResult = {
    results: [],
    ipForwarding: { enabled: [], warnings: [], errors },
    allocation: NOTHING_ALLOCATED,
    remaining: { changes: [], ipForwarding: [], deferred: [] },
    suppressed: [],
    ...stop,
  };
  const report = (result: Partial<ApplyResult>) =>
    buildReport(header, [], observation.plan.unchanged, observation, { ...initial, ...result });
  const planned = report({ suppressed: adoptions.flatMap(changesOf) });
  if (dryRun || adoptions.length === 0) return planned;
  progress?.onPlanned?.(planned);

  const onResult = (result: ChangeResult) => progress?.onChangeEnd?.(reportResult(result, cloud.kind));
  return report(await applyAll({ cloud, evaluation, signal, onResult }, adoptions));
}
