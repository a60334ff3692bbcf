import type { NodeStatus } from '../../../shared/reconcile/inventory/node-entries.ts';
import type { FreeRanges } from '../../../shared/reconcile/plan/allocation/free-ranges.ts';
import { type StoppedResync, stoppedResync } from '../doctor/advice/resync.ts';
import type { Network } from '../target/target.ts';
import type { DeploymentStatus } from './deployment-status.ts';
import { type StatusCounts, statusCounts } from './status-counts.ts';

export interface ClusterStatus extends StatusCounts {
  /** What keeps a resync from deleting anything, if something does. */
  readonly stoppedResync: StoppedResync | undefined;
  readonly freeRanges: readonly FreeRanges[];
  readonly gaps: readonly string[];
  readonly deployment: DeploymentStatus;
}

const FINE: ReadonlySet<NodeStatus> = new Set(['ok', 'stopped', 'foreign']);

export const isFine = (status: NodeStatus) => FINE.has(status);

export function clusterStatus(network: Network, deployment: DeploymentStatus): ClusterStatus {
  const { inventory } = network;
  const { freeRanges, gaps } = inventory;
  return { ...statusCounts(inventory), stoppedResync: stoppedResync(network), freeRanges, gaps, deployment };
}

/** Whether everything is known to be well; a cluster may do without a function. */
export function isWell({ nodes, routes, gaps, deployment }: ClusterStatus): boolean {
  const { function: found, triggers, deadLetters, lastResync } = deployment;
  const isKnown = [found, triggers, deadLetters, lastResync].every((each) => 'value' in each);
  const isRunning = !('value' in found) || found.value?.isHealthy !== false;
  const hasTriggers = !('value' in triggers) || (triggers.value ?? []).length === 0;
  const hasNoDeadLetters = !('value' in deadLetters) || deadLetters.value === 0;
  const counts = [...nodes.keys(), ...routes.keys()];
  return isKnown && isRunning && hasTriggers && hasNoDeadLetters && counts.every(isFine) && gaps.length === 0;
}
