import pLimit from 'p-limit';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import { joinAll } from '../../../shared/reconcile/cloud/join-all.ts';
import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { KubernetesNode } from '../../../shared/reconcile/publication/kubernetes-node.ts';
import { type ConditionChange, conditionChanges } from '../../../shared/reconcile/publication/network-condition.ts';
import { planPublication, type PublicationStep } from '../../../shared/reconcile/publication/plan-publication.ts';
import type { PublicationCloud } from '../../../shared/reconcile/publication/publication-cloud.ts';
import { type PublicationResult, publish } from '../../../shared/reconcile/publication/publish.ts';
import { KubernetesError } from './kubernetes/kubernetes-error.ts';
import type { NodesApi } from './kubernetes/nodes-api.ts';

const MAX_CONCURRENT_PATCHES = 8;

export interface PublisherContext {
  readonly cloud: PublicationCloud;
  readonly nodesApi: NodesApi;
  readonly clusterCidrs: readonly Cidr[];
  /** Whether the condition NetworkUnavailable is set; without it nothing in the cluster is touched. */
  readonly setsCondition: boolean;
  readonly clock: Clock;
}

export interface PublicationPlan {
  readonly steps: readonly PublicationStep[];
  readonly conditions: readonly ConditionChange[];
  readonly gaps: readonly string[];
}

interface ConditionResult {
  readonly change: ConditionChange;
  /** Absent when it was set. */
  readonly error?: string;
}

export interface PublicationOutcome {
  readonly results: readonly PublicationResult[];
  readonly conditions: readonly ConditionResult[];
}

/** Reads the cloud, where there are nodes, and decides about them. Throws a CloudError when it cannot be read. */
export async function lookAt(
  { cloud, clusterCidrs, setsCondition }: PublisherContext,
  nodes: readonly KubernetesNode[],
  end?: AbortSignal,
): Promise<PublicationPlan> {
  if (nodes.length === 0) return { steps: [], conditions: [], gaps: [] };
  const view = await cloud.read(end);
  const steps = planPublication(nodes, view, clusterCidrs, cloud.kind);
  return { steps, gaps: view.gaps, conditions: setsCondition ? conditionChanges(steps, view) : [] };
}

async function setCondition({ nodesApi, clock }: PublisherContext, change: ConditionChange): Promise<ConditionResult> {
  try {
    await nodesApi.setNetworkUnavailable(change.node.name, change.isUnavailable, clock.now());
    return { change };
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    return { change, error: error.message };
  }
}

/** Carries a plan out: what it writes first, then the conditions. */
export async function carryOut(
  context: PublisherContext,
  { steps, conditions }: PublicationPlan,
  signal?: AbortSignal,
): Promise<PublicationOutcome> {
  const writes = steps.filter(({ decision }) => decision.kind === 'write');
  const results = await publish(context.cloud, writes, { signal });
  const limit = pLimit(MAX_CONCURRENT_PATCHES);
  const patches = signal?.aborted === true ? [] : conditions;
  return {
    results,
    conditions: await joinAll(patches.map((change) => limit(() => setCondition(context, change)))),
  };
}
