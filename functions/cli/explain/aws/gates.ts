import type { Direction } from '../../doctor/analyze/packet-filter.ts';
import { DIRECTIONS } from '../../doctor/analyze/packet-filter.ts';
import type { AwsCommand } from '../../doctor/aws/cli-command.ts';
import type { NetworkAcl, SecurityGroup } from '../../doctor/aws/firewall/firewall-rules.ts';
import { allowPods } from '../../doctor/aws/firewall/network-acls.ts';
import { authorizeCommand } from '../../doctor/aws/firewall/security-groups.ts';
import type { Gate } from '../model.ts';

type Read<Value> = Value | { readonly unread: string };

/** What stands between an interface and the rest of its VPC. */
export interface Filters {
  readonly groups: Read<readonly SecurityGroup[]>;
  readonly acls: Read<readonly NetworkAcl[]>;
  readonly aws: AwsCommand;
}

const nothingToAllow = (): readonly string[] => [];

function groupGate(ids: readonly string[], direction: Direction, { groups, aws }: Filters): Gate {
  const gate = { id: ids.join(','), name: ids.join(', '), direction, isBorder: false, isStateful: true };
  if ('unread' in groups) return { ...gate, filter: groups, allow: nothingToAllow };
  const mine = groups.filter(({ id }) => ids.includes(id));
  const prefixLists = mine.flatMap(({ prefixLists }) => prefixLists[direction]);
  const doubt: Gate['doubt'] =
    prefixLists.length > 0
      ? { why: `its rules name ${prefixLists.join(', ')}, which is not looked into`, about: 'drops' }
      : { why: 'rules that name security groups are not looked into', about: 'drops of own addresses' };
  return {
    ...gate,
    doubt,
    filter: { levels: [mine.flatMap((group) => group[direction])], defaultAction: 'deny' },
    allow: (ranges) => ranges.map((cidr) => authorizeCommand(aws, direction, ids[0] ?? '', cidr)),
  };
}

function aclGate(subnet: string, direction: Direction, { acls, aws }: Filters): Gate {
  const gate = { direction, isBorder: true, isStateful: false, allow: nothingToAllow };
  const unread = (reason: string): Gate => ({
    ...gate,
    id: subnet,
    name: `the network ACL of ${subnet}`,
    filter: { unread: reason },
  });
  if ('unread' in acls) return unread(acls.unread);
  const acl = acls.find(({ subnets }) => subnets.includes(subnet));
  if (acl === undefined) return unread('none is listed');
  return {
    ...gate,
    id: acl.id,
    name: `${acl.id} of ${subnet}`,
    filter: { levels: [acl[direction]], defaultAction: 'deny' },
    allow: (ranges, by) => {
      const blocking = acl[direction].find((rule) => rule === by);
      return allowPods(acl, direction, blocking?.number, ranges, aws);
    },
  };
}

/** What leaves an interface passes its groups first, what comes to it last. */
export function gatesOf(subnet: string, groups: readonly string[], filters: Filters): Gate[] {
  return DIRECTIONS.flatMap((direction) => {
    const [group, acl] = [groupGate(groups, direction, filters), aclGate(subnet, direction, filters)];
    return direction === 'egress' ? [group, acl] : [acl, group];
  });
}
