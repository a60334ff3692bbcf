import type { KubernetesNode } from './kubernetes-node.ts';
import type { PublicationStep } from './plan-publication.ts';
import type { NetworkView } from './publication-cloud.ts';
import { routesByInstance } from './routes-by-instance.ts';

export interface ConditionChange {
  readonly node: KubernetesNode;
  readonly isUnavailable: boolean;
}

/**
 * Whose condition NetworkUnavailable has to change: a node is available once each of its ranges has an active route to it in every
 * table, else not, and one without a range is left as it is, as by Kubernetes' route controller. Nobody is made unavailable on a
 * listing with gaps.
 */
export function conditionChanges(steps: readonly PublicationStep[], view: NetworkView): ConditionChange[] {
  const routesTo = routesByInstance(view.routes.filter(({ state }) => state === 'active'));
  const isRouted = ({ ranges, decision }: PublicationStep): boolean => {
    if (!('instance' in decision) || decision.kind === 'shared-instance' || ranges.length === 0) return false;
    const routes = new Set(routesTo(decision.instance).map(({ table, destination }) => `${table} ${destination}`));
    return view.tables.every((table) => ranges.every((range) => routes.has(`${table} ${range}`)));
  };
  const withRange = steps.filter(({ decision }) => decision.kind !== 'no-range');
  return withRange.flatMap((step) => {
    const isUnavailable = !isRouted(step);
    const isSet = step.node.networkUnavailable === (isUnavailable ? 'True' : 'False');
    return isSet || (isUnavailable && view.gaps.length > 0) ? [] : [{ node: step.node, isUnavailable }];
  });
}
