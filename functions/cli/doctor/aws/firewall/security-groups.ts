import { type Cidr, familyOf } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { groupBy } from '../../../../../shared/reconcile/model/group-by.ts';
import {
  describeReachability,
  type PodNode,
  remotePodCidrs,
  clusterCidrsInUse,
  findObstruction,
} from '../../analyze/pod-ranges.ts';
import { type Direction, DIRECTIONS } from '../../analyze/packet-filter.ts';
import { type Inconclusive, type Finding, finding } from '../../finding.ts';
import type { AwsCommand } from '../cli-command.ts';
import type { SecurityGroup } from './firewall-rules.ts';

/** A node and where its packets go through. */
export interface FirewallNode extends PodNode {
  readonly subnet: string;
  readonly groups: readonly string[];
}

export function authorizeCommand(aws: AwsCommand, direction: Direction, group: string, cidr: Cidr): string {
  const start = ['ec2', `authorize-security-group-${direction}`, '--group-id', group] as const;
  if (familyOf(cidr) === 'ipv4') return aws(...start, '--protocol', 'all', '--cidr', cidr);
  return aws(...start, '--ip-permissions', `IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=${cidr}}]`);
}

function analyzeGroupSet(
  groups: readonly SecurityGroup[],
  ranges: readonly Cidr[],
  clusterCidrs: readonly Cidr[],
  direction: Direction,
  aws: AwsCommand,
): (Finding | Inconclusive)[] {
  const filter = { levels: [groups.flatMap((group) => group[direction])], defaultAction: 'deny' } as const;
  const obstruction = findObstruction(filter, ranges, clusterCidrs);
  if (obstruction === undefined) return [];
  const { now, blocked, missing } = obstruction;
  const prefixLists = groups.flatMap(({ prefixLists }) => prefixLists[direction]);
  const subject = groups.map(({ id }) => id).join(',');
  if (prefixLists.length > 0) {
    const doubt = `what ${subject} lets ${direction === 'ingress' ? 'in' : 'out'}`;
    return [
      { doubt, why: `its rules name ${prefixLists.join(', ')}; look whether ${clusterCidrs.join(', ')} is in there` },
    ];
  }
  const id = now === 'closed' ? 'security-group-drops-pods' : 'security-group-narrow';
  const group = groups[0]?.id ?? '';
  const what = `${subject} does not let ${direction === 'ingress' ? 'in' : 'out'} ${describeReachability(blocked, direction)}`;
  return [finding(id, { subject, what, mend: missing.map((cidr) => authorizeCommand(aws, direction, group, cidr)) })];
}

/** What the nodes' security groups do to packets of pods: one judgement for each set of groups that nodes are in. */
export function analyzeSecurityGroups(
  nodes: readonly FirewallNode[],
  groups: readonly SecurityGroup[],
  clusterCidrs: readonly Cidr[],
  aws: AwsCommand,
): (Finding | Inconclusive)[] {
  const wide = clusterCidrsInUse(clusterCidrs, nodes);
  const sets = groupBy(nodes, (node) => node.groups.toSorted().join(','));
  return [...sets.values()].flatMap((members) => {
    const memberGroups = groups.filter(({ id }) => members[0]?.groups.includes(id));
    if (memberGroups.length === 0) return [];
    const ranges = remotePodCidrs(members, nodes);
    return DIRECTIONS.flatMap((direction) => analyzeGroupSet(memberGroups, ranges, wide, direction, aws));
  });
}
