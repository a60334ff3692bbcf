import { type Cidr, familyOf } from '../../../../shared/reconcile/cidr.ts';
import { describePassage, rangesInUse } from '../judge/node-place.ts';
import { type Passage, passage } from '../judge/packet-filter.ts';
import { type Finding, finding } from '../model.ts';
import type { AwsCommand } from './command.ts';
import type { AclRule, NetworkAcl } from './filters.ts';
import type { NodePlace } from './security-groups.ts';

type Direction = 'ingress' | 'egress';

/** Where new rules go if nothing stands in their way. */
const FIRST_NUMBER = 100;

/** Numbers for `count` new rules, all before `before`; undefined when there is no room. */
function freeNumbers(rules: readonly AclRule[], before: number | undefined, count: number): number[] | undefined {
  const taken = new Set(rules.map(({ number }) => number));
  const highest = before === undefined ? FIRST_NUMBER + taken.size + count : before - 1;
  const free = Array.from({ length: highest }, (_, i) => highest - i).filter((number) => !taken.has(number));
  return free.length < count ? undefined : free.slice(0, count).toReversed();
}

function letPass(
  acl: NetworkAcl,
  direction: Direction,
  by: number | undefined,
  cidrs: readonly Cidr[],
  aws: AwsCommand,
) {
  const side = `--${direction}`;
  const numbers = freeNumbers(acl[direction], by, cidrs.length);
  if (numbers === undefined) {
    return [aws('ec2', 'delete-network-acl-entry', '--network-acl-id', acl.id, side, '--rule-number', `${by}`)];
  }
  return cidrs.map((cidr, i) => {
    const block = familyOf(cidr) === 'ipv4' ? '--cidr-block' : '--ipv6-cidr-block';
    const rule = ['--rule-number', `${numbers[i]}`, '--protocol', '-1', '--rule-action', 'allow', block, cidr];
    return aws('ec2', 'create-network-acl-entry', '--network-acl-id', acl.id, side, ...rule);
  });
}

const numberOf = (found: Passage, rules: readonly AclRule[]) =>
  found.is === 'open' ? undefined : rules.find((rule) => rule === found.by)?.number;

function judgeAcl(
  acl: NetworkAcl,
  direction: Direction,
  ranges: readonly Cidr[],
  wide: readonly Cidr[],
  aws: AwsCommand,
) {
  const rules = acl[direction];
  const found = passage([rules], 'deny', ranges);
  if (found.is === 'open') return [];
  const id = found.is === 'closed' ? 'network-acl-drops-pods' : 'network-acl-narrow';
  const way = direction === 'ingress' ? 'into' : 'out of';
  const what = `${acl.id} does not let ${way} ${acl.subnets.join(', ')} ${describePassage(found, direction)}`;
  const missing = wide.filter((cidr) => passage([rules], 'deny', [cidr]).is !== 'open');
  return [finding(id, { subject: acl.id, what, mend: letPass(acl, direction, numberOf(found, rules), missing, aws) })];
}

/**
 * What network ACLs do to packets of pods. An ACL sees only what enters or leaves its subnets, so nodes of one subnet reach
 * each other whatever it says.
 */
export function judgeNetworkAcls(
  nodes: readonly NodePlace[],
  acls: readonly NetworkAcl[],
  clusterCidrs: readonly Cidr[],
  aws: AwsCommand,
): Finding[] {
  const wide = rangesInUse(clusterCidrs, nodes);
  return acls.flatMap((acl) => {
    const inside = new Set(nodes.map(({ subnet }) => subnet).filter((subnet) => acl.subnets.includes(subnet)));
    const beyond = nodes.filter(({ subnet }) => inside.size > 1 || (inside.size === 1 && !inside.has(subnet)));
    const ranges = [...new Set(beyond.flatMap(({ podCidrs }) => podCidrs))];
    if (ranges.length === 0) return [];
    return (['ingress', 'egress'] as const).flatMap((direction) => judgeAcl(acl, direction, ranges, wide, aws));
  });
}
