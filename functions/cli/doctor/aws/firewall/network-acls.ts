import { type Cidr, familyOf } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { describeReachability, clusterCidrsInUse, findObstruction } from '../../analyze/pod-ranges.ts';
import { type Direction, DIRECTIONS } from '../../analyze/packet-filter.ts';
import { type Finding, finding } from '../../finding.ts';
import type { AwsCommand } from '../cli-command.ts';
import type { AclRule, NetworkAcl } from './firewall-rules.ts';
import type { FirewallNode } from './security-groups.ts';

/** The lowest number of new rules where no rule blocks. */
const FIRST_NUMBER = 100;

/** Numbers for `count` new rules, all before `before`; undefined when there is no room. */
function freeNumbers(rules: readonly AclRule[], before: number | undefined, count: number): number[] | undefined {
  const taken = new Set(rules.map(({ number }) => number));
  const highest = before === undefined ? FIRST_NUMBER + taken.size + count : before - 1;
  const free = Array.from({ length: highest }, (_, i) => highest - i).filter((number) => !taken.has(number));
  return free.length < count ? undefined : free.slice(0, count).toReversed();
}

/** Rules for ranges, all before the one that blocks them. */
export function allowPods(
  acl: NetworkAcl,
  direction: Direction,
  blockingNumber: number | undefined,
  cidrs: readonly Cidr[],
  aws: AwsCommand,
) {
  const side = `--${direction}`;
  const numbers = freeNumbers(acl[direction], blockingNumber, cidrs.length);
  if (numbers === undefined) {
    return [
      aws('ec2', 'delete-network-acl-entry', '--network-acl-id', acl.id, side, '--rule-number', `${blockingNumber}`),
    ];
  }
  return cidrs.map((cidr, i) => {
    const block = familyOf(cidr) === 'ipv4' ? '--cidr-block' : '--ipv6-cidr-block';
    const rule = ['--rule-number', `${numbers[i]}`, '--protocol', '-1', '--rule-action', 'allow', block, cidr];
    return aws('ec2', 'create-network-acl-entry', '--network-acl-id', acl.id, side, ...rule);
  });
}

function analyzeAcl(
  acl: NetworkAcl,
  direction: Direction,
  ranges: readonly Cidr[],
  clusterCidrs: readonly Cidr[],
  aws: AwsCommand,
) {
  const obstruction = findObstruction({ levels: [acl[direction]], defaultAction: 'deny' }, ranges, clusterCidrs);
  // The subnets of future nodes are not known.
  if (obstruction === undefined || obstruction.now === 'open') return [];
  const { now, blocked, missing } = obstruction;
  const id = now === 'closed' ? 'network-acl-drops-pods' : 'network-acl-narrow';
  const way = direction === 'ingress' ? 'into' : 'out of';
  const what = `${acl.id} does not let ${way} ${acl.subnets.join(', ')} ${describeReachability(blocked, direction)}`;
  return [finding(id, { subject: acl.id, what, mend: allowPods(acl, direction, blocked.by?.number, missing, aws) })];
}

/**
 * What network ACLs do to packets of pods. An ACL sees only what enters or leaves its subnets, so nodes of one subnet reach
 * each other whatever it says.
 */
export function analyzeNetworkAcls(
  nodes: readonly FirewallNode[],
  acls: readonly NetworkAcl[],
  clusterCidrs: readonly Cidr[],
  aws: AwsCommand,
): Finding[] {
  const cidrsInUse = clusterCidrsInUse(clusterCidrs, nodes);
  return acls.flatMap((acl) => {
    const inside = new Set(nodes.map(({ subnet }) => subnet).filter((subnet) => acl.subnets.includes(subnet)));
    const remoteNodes = nodes.filter(({ subnet }) => inside.size > 1 || (inside.size === 1 && !inside.has(subnet)));
    const ranges = [...new Set(remoteNodes.flatMap(({ podCidrs }) => podCidrs))];
    if (ranges.length === 0) return [];
    return DIRECTIONS.flatMap((direction) => analyzeAcl(acl, direction, ranges, cidrsInUse, aws));
  });
}
