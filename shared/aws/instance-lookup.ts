import type { Ec2Api } from './api/api.ts';
import { type Hint, deletedInstanceIds } from '../reconcile/model/hint.ts';
import { type DescribedInstance, instancesByFilter } from './instances.ts';
import type { Route } from '../reconcile/model/route.ts';
import type { Instance } from '../reconcile/model/instance.ts';
import { joinAll } from '../reconcile/cloud/join-all.ts';

/** Ids of the instances that `hints` name and that do not exist, in any VPC. */
export async function notFoundAmong(
  ec2: Ec2Api,
  hints: readonly Hint[],
  described: readonly DescribedInstance[],
): Promise<string[]> {
  const known = new Set([...described.map(({ instance }) => instance.id), ...deletedInstanceIds(hints)]);
  const ids = [...new Set(hints.map((hint) => hint.instanceId))].filter((id) => !known.has(id));
  const unknownKeys: LookupKeys = { ids, interfaces: [] };
  return notFoundOf(unknownKeys, await lookUpInstances(ec2, unknownKeys));
}

export interface LookupKeys {
  readonly ids: readonly string[];
  readonly interfaces: readonly string[];
}

/** The keys by which to look up the instances that `routes` lead to and that are not in `known`. */
export function unknownOwners(routes: readonly Route[], known: readonly Instance[]): LookupKeys {
  const ids = new Set<string>();
  const interfaces = new Set<string>();
  const knownKeys = new Set(known.flatMap((node) => [node.id, ...node.targetIds]));
  for (const { nextHop } of routes) {
    if (nextHop.kind !== 'instance') continue;
    if (nextHop.instanceId !== undefined && !knownKeys.has(nextHop.instanceId)) ids.add(nextHop.instanceId);
    if (nextHop.instanceId === undefined && nextHop.targetId !== undefined && !knownKeys.has(nextHop.targetId)) {
      interfaces.add(nextHop.targetId);
    }
  }
  return { ids: [...ids], interfaces: [...interfaces] };
}

export function notFoundOf({ ids, interfaces }: LookupKeys, described: readonly DescribedInstance[]): string[] {
  const found = new Set(described.flatMap(({ instance }) => [instance.id, ...instance.targetIds]));
  return [...ids, ...interfaces].filter((key) => !found.has(key));
}

export async function lookUpInstances(ec2: Ec2Api, { ids, interfaces }: LookupKeys): Promise<DescribedInstance[]> {
  const [byId, byInterfaceId] = await joinAll([
    instancesByFilter(ec2, 'instance-id', ids),
    instancesByFilter(ec2, 'network-interface.network-interface-id', interfaces),
  ]);
  return [...byId, ...byInterfaceId];
}
