import { type Cidr, familyOf } from '../../../../../shared/reconcile/cidr.ts';
import { groupBy } from '../../../../../shared/reconcile/group.ts';
import { describePassage, type PodHost, rangesBeyond, rangesInUse, verdictOn } from '../../judge/node-place.ts';
import { type Direction, DIRECTIONS } from '../../judge/packet-filter.ts';
import { type Doubt, type Finding, finding } from '../../model.ts';
import type { AwsCommand } from '../command.ts';
import type { SecurityGroup } from './rules.ts';

/** A node and where its packets go through. */
export interface NodePlace extends PodHost {
  readonly subnet: string;
  readonly groups: readonly string[];
}

function authorize(aws: AwsCommand, direction: Direction, group: string, cidr: Cidr): string {
  const start = ['ec2', `authorize-security-group-${direction}`, '--group-id', group] as const;
  if (familyOf(cidr) === 'ipv4') return aws(...start, '--protocol', 'all', '--cidr', cidr);
  return aws(...start, '--ip-permissions', `IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=${cidr}}]`);
}

function judgeSet(
  groups: readonly SecurityGroup[],
  ranges: readonly Cidr[],
  wide: readonly Cidr[],
  direction: Direction,
  aws: AwsCommand,
): (Finding | Doubt)[] {
  const filter = { levels: [groups.flatMap((group) => group[direction])], otherwise: 'deny' } as const;
  const verdict = verdictOn(filter, ranges, wide);
  if (verdict === undefined) return [];
  const { now, blocked, missing } = verdict;
  const lists = groups.flatMap(({ prefixLists }) => prefixLists[direction]);
  const subject = groups.map(({ id }) => id).join(',');
  if (lists.length > 0) {
    const doubt = `what ${subject} lets ${direction === 'ingress' ? 'in' : 'out'}`;
    return [{ doubt, why: `its rules name ${lists.join(', ')}; look whether ${wide.join(', ')} is in there` }];
  }
  const id = now === 'closed' ? 'security-group-drops-pods' : 'security-group-narrow';
  const group = groups[0]?.id ?? '';
  const what = `${subject} does not let ${direction === 'ingress' ? 'in' : 'out'} ${describePassage(blocked, direction)}`;
  return [finding(id, { subject, what, mend: missing.map((cidr) => authorize(aws, direction, group, cidr)) })];
}

/** What the nodes' security groups do to packets of pods: one judgement for each set of groups that nodes are in. */
export function judgeSecurityGroups(
  nodes: readonly NodePlace[],
  groups: readonly SecurityGroup[],
  clusterCidrs: readonly Cidr[],
  aws: AwsCommand,
): (Finding | Doubt)[] {
  const wide = rangesInUse(clusterCidrs, nodes);
  const sets = groupBy(nodes, (node) => node.groups.toSorted().join(','));
  return [...sets.values()].flatMap((members) => {
    const mine = groups.filter(({ id }) => members[0]?.groups.includes(id));
    if (mine.length === 0) return [];
    const ranges = rangesBeyond(members, nodes);
    return DIRECTIONS.flatMap((direction) => judgeSet(mine, ranges, wide, direction, aws));
  });
}
