import { dependencyViolation, Ec2Error, invalidValue } from '../../errors.ts';
import { contains, overlaps, parseCidr, type Cidr } from '../cidr.ts';
import type { CidrAssociation, Vpc } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import { createDefaultAcl, openToIpv6 } from '../security/network-acls.ts';
import { addLocalRoute, createMainRouteTable, deleteRouteTableRecord } from '../routes/route-tables.ts';
import { createDefaultGroup } from '../security/security-groups.ts';
import type { State } from '../state.ts';

export interface VpcInput {
  readonly cidr: string;
  readonly tags?: TagInput | undefined;
}

/** A VPC comes with its main route table and its default security group. */
export function createVpc(state: State, input: VpcInput): Vpc {
  const cidr = vpcRange(input.cidr);
  if (cidr.family !== 4) throw invalidRange(input.cidr);
  const vpc = state.vpcs.put({
    ...newResource(state, 'vpc', input.tags),
    cidrs: [newAssociation(state, cidr)],
    dhcpOptionsId: 'default',
    attributes: new Map([
      ['enableDnsSupport', true],
      ['enableDnsHostnames', false],
    ]),
  });
  createMainRouteTable(state, vpc);
  createDefaultGroup(state, vpc.id);
  createDefaultAcl(state, vpc.id);
  return vpc;
}

/** Adds an IPv4 or IPv6 range; every route table of the VPC gets its local route. */
export function associateCidr(state: State, vpcId: string, text: string): CidrAssociation {
  const vpc = state.vpcs.need(vpcId);
  const cidr = vpcRange(text);
  if (vpc.cidrs.some((other) => overlaps(other.cidr, cidr))) {
    throw new Ec2Error('InvalidVpc.Range', `The CIDR '${cidr.text}' conflicts with another range of the VPC.`);
  }
  const association = newAssociation(state, cidr);
  state.vpcs.put({ ...vpc, cidrs: [...vpc.cidrs, association] });
  for (const table of state.routeTablesByVpc.find(vpcId)) addLocalRoute(state, table.id, cidr);
  if (cidr.family === 6) openToIpv6(state, vpcId);
  return association;
}

/** The /56 the service would choose for `AmazonProvidedIpv6CidrBlock`. */
export function amazonIpv6Range(state: State): string {
  const digits = state.ids.uuid('ipv6').slice(0, 8);
  return `2600:1f${digits.slice(0, 2)}:${digits.slice(2, 6)}:${digits.slice(6, 8)}00::/56`;
}

export function setVpcAttribute(state: State, vpcId: string, name: string, value: boolean): void {
  const vpc = state.vpcs.need(vpcId);
  state.vpcs.put({ ...vpc, attributes: new Map([...vpc.attributes, [name, value]]) });
}

export function deleteVpc(state: State, vpcId: string): void {
  state.vpcs.need(vpcId);
  const tables = state.routeTablesByVpc.find(vpcId);
  const groups = state.groupsByVpc.find(vpcId);
  const acls = state.aclsByVpc.find(vpcId);
  const isUsed = state.subnetsByVpc.has(vpcId) || state.gatewaysByVpc.has(vpcId);
  if (isUsed || [tables, groups, acls].some(({ length }) => length > 1)) throw dependencyViolation('vpc', vpcId);
  for (const table of tables) deleteRouteTableRecord(state, table.id);
  for (const group of groups) state.groups.remove(group.id);
  for (const acl of acls) state.acls.remove(acl.id);
  state.vpcs.remove(vpcId);
}

/** Whether the range lies in one of the VPC's own. */
export function insideVpc(vpc: Vpc, cidr: Cidr): boolean {
  return vpc.cidrs.some((association) => contains(association.cidr, cidr));
}

function newAssociation(state: State, cidr: Cidr): CidrAssociation {
  return { id: state.ids.next('vpc-cidr-assoc'), cidr };
}

function vpcRange(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  const [shortest, longest] = cidr.family === 4 ? [16, 28] : [44, 60];
  if (cidr.prefix < shortest || cidr.prefix > longest) throw invalidRange(text);
  return cidr;
}

function invalidRange(text: string): Ec2Error {
  return new Ec2Error('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
}
