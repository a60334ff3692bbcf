import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { NodeStatus } from '../../../shared/reconcile/inventory/node-entries.ts';
import type { FreeRanges } from '../../../shared/reconcile/plan/free-ranges.ts';
import type { DeploymentStatus } from './deployment-status.ts';
import { type StatusCounts, statusCounts } from './status-counts.ts';

export interface ClusterStatus extends StatusCounts {
  readonly freeRanges: readonly FreeRanges[];
  readonly gaps: readonly string[];
  readonly deployment: DeploymentStatus;
}

const FINE: ReadonlySet<NodeStatus> = new Set(['ok', 'stopped', 'foreign']);

export const isFine = (status: NodeStatus) => FINE.has(status);

export function clusterStatus(inventory: Inventory, deployment: DeploymentStatus): ClusterStatus {
  const { freeRanges, gaps } = inventory;
  return { ...statusCounts(inventory), freeRanges, gaps, deployment };
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
