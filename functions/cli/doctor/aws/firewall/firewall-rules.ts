import {
  type EC2Client,
  type IpPermission,
  type NetworkAclEntry,
  paginateDescribeNetworkAcls,
  paginateDescribeSecurityGroups,
} from '@aws-sdk/client-ec2';
import { withCloudErrors } from '../../../../../shared/aws/api/errors.ts';
import { canonicalCidrs } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import type { FilterRule } from '../../analyze/packet-filter.ts';
import { type MatchedProtocols, protocolsOf } from '../../analyze/protocols.ts';

export interface SecurityGroup {
  readonly id: string;
  readonly ingress: readonly FilterRule[];
  readonly egress: readonly FilterRule[];
  /** Prefix lists that its rules name: what is in them is not read. */
  readonly prefixLists: { readonly ingress: readonly string[]; readonly egress: readonly string[] };
}

export interface AclRule extends FilterRule {
  readonly number: number;
}

export interface NetworkAcl {
  readonly id: string;
  readonly subnets: readonly string[];
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

/** From this number on there are only the rules `*` of both families, which deny what no other rule matches. */
const DEFAULT_RULE_NUMBER = 32_767;

/** What a rule for `protocol` matches. Ports are absent, 0-65535 or -1 (every ICMP type) where it matches all of it. */
function matchedProtocols(protocol = '-1', from?: number, to?: number): MatchedProtocols {
  const isAll = from === undefined || from === -1 || (from === 0 && (to ?? 0) >= 65_535);
  return protocolsOf([{ protocol, isAll }]);
}

/**
 * Rules that name a group match the addresses of its members' interfaces and nothing behind them, so they say nothing about
 * pods. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
function securityGroupRules(permissions: readonly IpPermission[] = []): FilterRule[] {
  return permissions.map(({ IpProtocol, FromPort, ToPort, IpRanges = [], Ipv6Ranges = [] }) => ({
    name: `rule for ${IpProtocol}`,
    action: 'allow',
    ranges: canonicalCidrs([...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)]),
    protocols: matchedProtocols(IpProtocol, FromPort, ToPort),
  }));
}

const prefixListsIn = (permissions: readonly IpPermission[] = []) =>
  permissions.flatMap(({ PrefixListIds = [] }) => PrefixListIds.map(({ PrefixListId = '' }) => PrefixListId));

export async function listSecurityGroups(client: EC2Client, vpc: string): Promise<SecurityGroup[]> {
  return withCloudErrors('DescribeSecurityGroups', `the security groups of ${vpc}`, async () => {
    const groups: SecurityGroup[] = [];
    const filter = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
    for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 1000 }, filter)) {
      for (const { GroupId = '', IpPermissions, IpPermissionsEgress } of page.SecurityGroups ?? []) {
        groups.push({
          id: GroupId,
          ingress: securityGroupRules(IpPermissions),
          egress: securityGroupRules(IpPermissionsEgress),
          prefixLists: { ingress: prefixListsIn(IpPermissions), egress: prefixListsIn(IpPermissionsEgress) },
        });
      }
    }
    return groups;
  });
}

function aclRule(entry: NetworkAclEntry): AclRule {
  const number = entry.RuleNumber ?? DEFAULT_RULE_NUMBER;
  const { From, To } = entry.PortRange ?? {};
  // -1 stands for every type of ICMP.
  const icmpType = entry.IcmpTypeCode?.Type;
  return {
    number,
    name: `rule ${number}`,
    action: entry.RuleAction === 'allow' ? 'allow' : 'deny',
    ranges: canonicalCidrs([entry.CidrBlock ?? entry.Ipv6CidrBlock]),
    protocols: matchedProtocols(entry.Protocol, From ?? icmpType, To),
  };
}

/** The rules of one direction, in the order in which they are tried, without the last one. */
function aclRules(entries: readonly NetworkAclEntry[], egress: boolean): AclRule[] {
  return entries
    .filter(({ Egress, RuleNumber }) => Egress === egress && (RuleNumber ?? DEFAULT_RULE_NUMBER) < DEFAULT_RULE_NUMBER)
    .map(aclRule)
    .toSorted((a, b) => a.number - b.number);
}

export async function listNetworkAcls(client: EC2Client, vpc: string): Promise<NetworkAcl[]> {
  return withCloudErrors('DescribeNetworkAcls', `the network ACLs of ${vpc}`, async () => {
    const acls: NetworkAcl[] = [];
    const filter = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
    for await (const page of paginateDescribeNetworkAcls({ client, pageSize: 1000 }, filter)) {
      for (const { NetworkAclId = '', Associations = [], Entries = [] } of page.NetworkAcls ?? []) {
        const subnets = Associations.map(({ SubnetId = '' }) => SubnetId);
        acls.push({ id: NetworkAclId, subnets, ingress: aclRules(Entries, false), egress: aclRules(Entries, true) });
      }
    }
    return acls;
  });
}
