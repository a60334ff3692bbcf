import { type Cidr, familyOf } from './ranges/cidr.ts';
import type { Instance, Provider } from './instance.ts';

/** Whether two next hops of one route, read at different times, are the same. */
export function sameNextHop(a: NextHop, b: NextHop): boolean {
  if (a.kind === 'foreign' || b.kind === 'foreign') return false;
  // A blackhole may have lost its instance id since: compare what both know.
  const same = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  const shareTarget =
    (a.instanceId !== undefined && a.instanceId === b.instanceId) ||
    (a.targetId !== undefined && a.targetId === b.targetId);
  return shareTarget && same(a.instanceId, b.instanceId) && same(a.targetId, b.targetId);
}

/** The instance that a next hop leads to, whoever made the route; undefined where it leads to something else. */
const instanceTargetOf = (nextHop: NextHop): InstanceTarget | undefined =>
  nextHop.kind === 'foreign' ? nextHop.instance : nextHop;

/** Whether a next hop names `node` or one of its interfaces or addresses, whoever made the route. */
export function leadsTo(nextHop: NextHop, { id, targetIds }: Instance): boolean {
  const target = instanceTargetOf(nextHop);
  if (target === undefined) return false;
  return target.instanceId === id || (target.targetId !== undefined && targetIds.includes(target.targetId));
}

/** Whether a route to `destination` leads to `node` by the interface or address that it should. */
export function isExpectedTarget({ instanceId, targetId }: InstanceTarget, destination: Cidr, node: Instance): boolean {
  if (targetId === undefined) return instanceId === node.id;
  return targetId === node.targetByFamily[familyOf(destination)];
}

/** Whether a route leads to the node as one to its pods has to, whoever made it. */
export function isRightRoute({ nextHop, destination }: Route, node: Instance): boolean {
  const target = instanceTargetOf(nextHop);
  return target !== undefined && isExpectedTarget(target, destination, node);
}

/** Whether all that a route says of its instance is true of `node`: where it leads, and for which instance it was made. */
export function isRouteOf(nextHop: NextHop, { id, targetIds }: Instance): boolean {
  const target = instanceTargetOf(nextHop);
  const madeFor = nextHop.kind === 'foreign' ? nextHop.cluster?.instanceId : undefined;
  if (target === undefined || (target.targetId !== undefined && !targetIds.includes(target.targetId))) return false;
  return (target.instanceId ?? id) === id && (madeFor ?? id) === id;
}

/** A next hop for people: the instance on AWS, the address on GCP. */
export function nextHopLabel(nextHop: NextHop, cloud: Provider): string {
  if (nextHop.kind === 'foreign') return nextHop.target ?? nextHop.description;
  const [first, second] =
    cloud === 'aws' ? [nextHop.instanceId, nextHop.targetId] : [nextHop.targetId, nextHop.instanceId];
  return first ?? second ?? 'unknown';
}

/** An instance as a route names it: by its id, by an interface or address, or both. At least one field is known. */
export interface InstanceTarget {
  readonly instanceId?: string;
  readonly targetId?: string;
}

/** `foreign` is anything podroutes must never touch: gateways, peerings, propagated routes, another cluster's. */
export type NextHop =
  | ({ readonly kind: 'instance' } & InstanceTarget)
  /**
   * `description`: whose it is, for people; `target`: where it leads, if `description` does not say; `instance`: the same, if
   * that is an instance, for the packets of all nodes.
   */
  | {
      readonly kind: 'foreign';
      readonly description: string;
      readonly target?: string;
      readonly instance?: InstanceTarget;
      /** The other cluster whose podroutes made it, and for which instance. */
      readonly cluster?: { readonly name: string; readonly instanceId: string };
    };

export interface Route {
  /** Route table id on AWS, network name on GCP. */
  readonly table: string;
  /** On GCP, where routes have names. */
  readonly name?: string;
  /** On GCP: of several routes to a destination the lowest wins. */
  readonly priority?: number;
  readonly destination: Cidr;
  readonly nextHop: NextHop;
  readonly state: 'active' | 'blackhole';
}
