import { parseCidr } from 'cidr-tools';
import type { AclEntry, Permission } from '../../../../infra/local/aws.ts';
import { protocolIn, rangeIn } from '../families.ts';
import { pick } from '../pick.ts';
import type { BuiltFleet } from './build.ts';
import type { AwsFault, AwsRule } from './fleet.ts';

type FaultOf<Kind extends AwsFault['kind']> = Extract<AwsFault, { kind: Kind }>;

const rangeOf = ({ nodes, families }: BuiltFleet, { range, node }: AwsRule) =>
  range === 'of a node' ? pick(nodes, node).range : rangeIn(families, range);

function permissionOf(fleet: BuiltFleet, rule: AwsRule): Permission {
  const [ranges, none] = [[rangeOf(fleet, rule)], []];
  const byFamily = fleet.families === 'IPv4' ? { ranges, ipv6Ranges: none } : { ranges: none, ipv6Ranges: ranges };
  const common = { ...byFamily, prefixListIds: [], groupIds: [] };
  if (rule.protocol === '-1') return { ...common, protocol: '-1', fromPort: undefined, toPort: undefined };
  const protocol = protocolIn(fleet.families, rule.protocol);
  if (protocol.startsWith('icmp')) return { ...common, protocol, fromPort: -1, toPort: -1 };
  return { ...common, protocol, fromPort: 0, toPort: 65_535 };
}

/** All interfaces of a node get a group with these rules, beside the one that they have or in its place. */
export function giveGroup(fleet: BuiltFleet, { node, rules, isAdded }: FaultOf<'own-group'>): void {
  const { backend, network, nodes } = fleet;
  const nics = backend.interfacesOf(pick(nodes, node).id);
  const name = `own-${[...backend.state.groups.values()].length}`;
  const { id } = backend.createSecurityGroup({ vpcId: network.vpcId, name, description: name });
  const permissions = (direction: AwsRule['direction']) =>
    rules.filter((rule) => rule.direction === direction).map((rule) => permissionOf(fleet, rule));
  backend.write(({ groups, interfaces }) => {
    groups.put({ ...groups.need(id), ingress: permissions('ingress'), egress: permissions('egress') });
    for (const nic of nics) interfaces.put({ ...nic, groupIds: isAdded ? [...fleet.groupIds, id] : [id] });
  });
}

const NUMBERS = { icmp: '1', icmpv6: '58', tcp: '6', udp: '17' } as const;

function aclEntry(fleet: BuiltFleet, { rule, isAllowed, number }: FaultOf<'acl-rules'>['rules'][number]): AclEntry {
  const text = rangeOf(fleet, rule);
  const { start, end } = parseCidr(text);
  const protocol = rule.protocol === '-1' ? '-1' : NUMBERS[protocolIn(fleet.families, rule.protocol)];
  return {
    number,
    egress: rule.direction === 'egress',
    protocol,
    action: isAllowed ? 'allow' : 'deny',
    cidr: { text, family: text.includes(':') ? 6 : 4, prefix: Number(text.split('/')[1]), start, end },
    ports: undefined,
    icmp: protocol === '1' || protocol === '58' ? { type: -1, code: -1 } : undefined,
  };
}

/** A subnet gets an ACL of its own: the one that it has, with these rules. */
export function giveAcl(fleet: BuiltFleet, { subnet, rules }: FaultOf<'acl-rules'>): void {
  const subnetId = pick(fleet.subnets, subnet);
  fleet.backend.write(({ acls, aclsBySubnet, ids }) => {
    const [current] = aclsBySubnet.find(subnetId);
    if (current === undefined) return;
    acls.put({ ...current, associations: current.associations.filter((each) => each.subnetId !== subnetId) });
    const all = [...current.entries, ...rules.map((rule) => aclEntry(fleet, rule))];
    const entries = [...new Map(all.map((entry) => [`${entry.number} ${entry.egress}`, entry])).values()];
    const associations = [{ id: ids.next('aclassoc'), subnetId }];
    acls.put({ ...current, id: ids.next('acl'), isDefault: false, entries, associations });
  });
}
