import { type Cidr, familyOf } from '../../../../shared/reconcile/cidr.ts';
import { groupBy } from '../../../../shared/reconcile/group.ts';
import { describePassage, type PodHost, rangesBeyond, rangesInUse } from '../judge/node-place.ts';
import { passage } from '../judge/packet-filter.ts';
import { type Doubt, type Finding, finding } from '../model.ts';
import type { AwsCommand } from './command.ts';
import type { SecurityGroup } from './filters.ts';

/** A node and where its packets go through. */
export interface NodePlace extends PodHost {
  readonly subnet: string;
  readonly groups: readonly string[];
}

function authorize(aws: AwsCommand, direction: 'ingress' | 'egress', group: string, cidr: Cidr): string {
  const start = ['ec2', `authorize-security-group-${direction}`, '--group-id', group] as const;
  if (familyOf(cidr) === 'ipv4') return aws(...start, '--protocol', 'all', '--cidr', cidr);
  return aws(...start, '--ip-permissions', `IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=${cidr}}]`);
}

function judgeSet(
  groups: readonly SecurityGroup[],
  ranges: readonly Cidr[],
  wide: readonly Cidr[],
  direction: 'ingress' | 'egress',
  aws: AwsCommand,
): (Finding | Doubt)[] {
  const level = groups.flatMap((group) => group[direction]);
  const now = passage([level], 'deny', ranges);
  const later = passage([level], 'deny', wide);
  const worst = now.is === 'open' ? later : now;
  if (worst.is === 'open') return [];
  const lists = groups.flatMap(({ prefixLists }) => prefixLists[direction]);
  const subject = groups.map(({ id }) => id).join(',');
  if (lists.length > 0) {
    const doubt = `what ${subject} lets ${direction === 'ingress' ? 'in' : 'out'}`;
    return [{ doubt, why: `its rules name ${lists.join(', ')}; look whether ${wide.join(', ')} is in there` }];
  }
  const id = now.is === 'closed' ? 'security-group-drops-pods' : 'security-group-narrow';
  const group = groups[0]?.id ?? '';
  const missing = wide.filter((cidr) => passage([level], 'deny', [cidr]).is !== 'open');
  const what = `${subject} does not let ${direction === 'ingress' ? 'in' : 'out'} ${describePassage(worst, direction)}`;
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
    return (['ingress', 'egress'] as const).flatMap((direction) => judgeSet(mine, ranges, wide, direction, aws));
  });
}
