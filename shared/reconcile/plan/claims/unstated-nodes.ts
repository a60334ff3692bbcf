import { type Cidr, within } from '../../model/ranges/cidr.ts';
import type { NodeNote } from '../../model/conflict.ts';
import { type Instance, groupLabel } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { noteOn } from './node-claims.ts';

/** An instance that looks like a node and states no pod CIDR. */
export interface UnstatedNode {
  readonly node: Instance;
  readonly note: NodeNote;
}

const ADVICE = 'set pod-cidr to its range, to auto for one that is free, or to nothing if it is no node';

/** The instances and interfaces that routes outside the cluster CIDR lead to: those of appliances, such as NAT instances. */
function appliances({ routes }: Snapshot, clusterCidrs: readonly Cidr[]): ReadonlySet<string> {
  const outside = routes.filter(({ destination }) => !within(clusterCidrs, destination));
  return new Set(
    outside.flatMap(({ nextHop }) =>
      nextHop.kind === 'instance' ? [nextHop.instanceId, nextHop.targetId].filter((key) => key !== undefined) : [],
    ),
  );
}

/**
 * Why an instance that claims nothing looks like a node. The cluster's tag alone is no sign, since controllers have it too; a group
 * alone is none, since a network holds groups of anything. What forwards packets is a sign only where clusters have no tag.
 */
function whyUnstated({ group, hasClusterTag, canIpForward }: Instance, groupsOfNodes: ReadonlySet<string>) {
  if (group === undefined) return undefined;
  if (groupsOfNodes.has(group)) return `states no pod CIDR, as other nodes of its group ${groupLabel(group)} do`;
  if (hasClusterTag ?? canIpForward) return `is of the group ${groupLabel(group)} and states no pod CIDR`;
  return undefined;
}

/** The live instances of groups that look like nodes and state nothing. One with an empty `pod-cidr` says that it is none. */
export function unstatedNodes(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): UnstatedNode[] {
  const live = snapshot.instances.filter(({ state }) => state !== 'deleted');
  const silent = live.filter(
    ({ claim, group }) =>
      group !== undefined && claim.kind === 'none' && claim.remark === undefined && !claim.isDeclared,
  );
  if (silent.length === 0) return [];
  const nodes = live.filter(({ claim }) => claim.kind !== 'none');
  const groupsOfNodes = new Set(nodes.flatMap(({ group }) => group ?? []));
  const hasTraffic = appliances(snapshot, clusterCidrs);
  return silent.flatMap((node) => {
    const why = whyUnstated(node, groupsOfNodes);
    if (why === undefined || [node.id, ...node.targetIds].some((key) => hasTraffic.has(key))) return [];
    return [{ node, note: noteOn(node, `${why}; ${ADVICE}`) }];
  });
}
