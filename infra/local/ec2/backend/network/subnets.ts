import { dependencyViolation, Ec2Error, invalidValue } from '../../errors.ts';
import { overlaps, parseCidr, type Cidr } from '../cidr.ts';
import { zonesOf } from '../instances/catalogue.ts';
import type { Subnet } from '../model.ts';
import { associateDefaultAcl, dropAclAssociation } from '../security/network-acls.ts';
import { newResource, type TagInput } from '../resource.ts';
import { dropSubnetAssociation } from '../routes/route-tables.ts';
import type { State } from '../state.ts';
import { insideVpc } from './vpcs.ts';

export interface SubnetInput {
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string | undefined;
  readonly zone?: string | undefined;
  readonly tags?: TagInput | undefined;
}

export function createSubnet(state: State, input: SubnetInput): Subnet {
  const cidr = subnetRange(state, input.vpcId, input.cidr);
  const ipv6 = input.ipv6Cidr === undefined ? undefined : subnetRange(state, input.vpcId, input.ipv6Cidr);
  const subnet = state.subnets.put({
    ...newResource(state, 'subnet', input.tags),
    vpcId: input.vpcId,
    cidr,
    ipv6: ipv6 && { id: state.ids.next('subnet-cidr-assoc'), cidr: ipv6 },
    zone: zoneFor(state, input.zone),
    nextHost: 4n,
  });
  associateDefaultAcl(state, input.vpcId, subnet.id);
  return subnet;
}

export function deleteSubnet(state: State, subnetId: string): void {
  state.subnets.need(subnetId);
  if (state.interfacesBySubnet.has(subnetId)) throw dependencyViolation('subnet', subnetId);
  dropSubnetAssociation(state, subnetId);
  dropAclAssociation(state, subnetId);
  state.subnets.remove(subnetId);
}

function zoneFor(state: State, wanted: string | undefined): string {
  const zones = zonesOf(state);
  if (wanted === undefined || zones.includes(wanted)) return wanted ?? `${state.region}a`;
  const sentence = `Value (${wanted}) for parameter availabilityZone is invalid.`;
  const rest = `Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`;
  throw invalidValue(`${sentence} ${rest}`);
}

function subnetRange(state: State, vpcId: string, text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  const [shortest, longest] = cidr.family === 4 ? [16, 28] : [44, 64];
  const isSized = cidr.prefix >= shortest && cidr.prefix <= longest;
  if (!isSized || !insideVpc(state.vpcs.need(vpcId), cidr)) {
    throw new Ec2Error('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`);
  }
  const siblings = state.subnetsByVpc.find(vpcId).flatMap((subnet) => [subnet.cidr, subnet.ipv6?.cidr ?? []]);
  if (siblings.flat().some((other) => overlaps(other, cidr))) {
    throw new Ec2Error('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`);
  }
  return cidr;
}
