import { invalidCombination, invalidValue, missingParameter } from '../../errors.ts';
import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import type { CidrAssociation, Vpc } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { amazonIpv6Range, associateCidr, createVpc, deleteVpc, setVpcAttribute } from '../../backend/network/vpcs.ts';
import { command, read, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const vpcActions: Actions = {
  CreateVpc: write((state, params) => {
    const vpc = createVpc(state, { cidr: params.need('CidrBlock'), tags: tagsFor(params, 'vpc') });
    if (params.flag('AmazonProvidedIpv6CidrBlock')) associateCidr(state, vpc.id, amazonIpv6Range(state));
    return { vpc: vpcXml(state, state.vpcs.need(vpc.id)) };
  }),
  DeleteVpc: command((state, params) => deleteVpc(state, params.need('VpcId'))),
  DescribeVpcs: describe('vpcSet', vpcXml, (state) => ({
    table: state.vpcs,
    idParameter: 'VpcId',
    idsName: 'vpcSet',
    filters,
  })),
  AssociateVpcCidrBlock: write((state, params) => {
    const vpcId = params.need('VpcId');
    const association = associateCidr(state, vpcId, wantedRange(state, params));
    const name = association.cidr.family === 4 ? 'cidrBlockAssociation' : 'ipv6CidrBlockAssociation';
    return { vpcId, [name]: associationXml(association, 'associating') };
  }),
  ModifyVpcAttribute: command((state, params) => {
    for (const name of ['EnableDnsSupport', 'EnableDnsHostnames']) {
      const value = params.within(name).flag('Value');
      if (value !== undefined) setVpcAttribute(state, params.need('VpcId'), attributeName(name), value);
    }
  }),
  DescribeVpcAttribute: read((state, params) => {
    const vpc = state.vpcs.need(params.need('VpcId'));
    const attribute = params.need('Attribute');
    const value = vpc.attributes.get(attribute);
    if (value === undefined) throw invalidValue(`Value (${attribute}) for parameter attribute is invalid.`);
    return { vpcId: vpc.id, [attribute]: { value } };
  }),
};

const filters: FilterFields<Vpc> = {
  ...tagFilters(),
  cidr: (vpc) => vpc.cidrs[0]?.cidr.text,
  'cidr-block-association.cidr-block': (vpc) => rangesOf(vpc, 4).map(({ cidr }) => cidr.text),
  'dhcp-options-id': (vpc) => vpc.dhcpOptionsId,
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => rangesOf(vpc, 6).map(({ cidr }) => cidr.text),
  'is-default': () => false,
  state: () => 'available',
  'vpc-id': (vpc) => vpc.id,
};

function vpcXml(state: State, vpc: Vpc): XmlObject {
  return {
    vpcId: vpc.id,
    ownerId: state.account,
    state: 'available',
    cidrBlock: vpc.cidrs[0]?.cidr.text,
    cidrBlockAssociationSet: rangesOf(vpc, 4).map((range) => associationXml(range, 'associated')),
    ipv6CidrBlockAssociationSet: rangesOf(vpc, 6).map((range) => associationXml(range, 'associated')),
    dhcpOptionsId: vpc.dhcpOptionsId,
    instanceTenancy: 'default',
    isDefault: false,
    tagSet: tagSet(vpc.tags),
  };
}

function rangesOf(vpc: Vpc, family: 4 | 6): CidrAssociation[] {
  return vpc.cidrs.filter(({ cidr }) => cidr.family === family);
}

function associationXml({ id, cidr }: CidrAssociation, state: string): XmlObject {
  if (cidr.family === 4) return { associationId: id, cidrBlock: cidr.text, cidrBlockState: { state } };
  return { associationId: id, ipv6CidrBlock: cidr.text, ipv6CidrBlockState: { state } };
}

function wantedRange(state: State, params: Params): string {
  const amazons = params.flag('AmazonProvidedIpv6CidrBlock') ? amazonIpv6Range(state) : undefined;
  const [range, another] = [params.text('CidrBlock'), params.text('Ipv6CidrBlock'), amazons].filter(Boolean);
  if (another !== undefined) throw invalidCombination('Only one range can be associated at a time.');
  if (range === undefined) throw missingParameter('CidrBlock');
  return range;
}

function attributeName(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}
