import { invalidValue, missingParameter } from '../../errors.ts';
import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import { parseCidr } from '../../backend/cidr.ts';
import type { AclEntry, NetworkAcl } from '../../backend/model.ts';
import * as acls from '../../backend/security/network-acls.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const networkAclActions: Actions = {
  CreateNetworkAcl: write((state, params) => {
    const acl = acls.createNetworkAcl(state, params.need('VpcId'), tagsFor(params, 'network-acl'));
    return { networkAcl: aclXml(state, acl) };
  }),
  DeleteNetworkAcl: command((state, params) => acls.deleteNetworkAcl(state, params.need('NetworkAclId'))),
  DescribeNetworkAcls: describe('networkAclSet', aclXml, (state) => ({
    table: state.acls,
    idParameter: 'NetworkAclId',
    idsName: 'networkAclIdSet',
    filters,
  })),
  CreateNetworkAclEntry: command((state, params) => {
    acls.createEntry(state, params.need('NetworkAclId'), readEntry(params));
  }),
  ReplaceNetworkAclEntry: command((state, params) => {
    const [id, entry] = [params.need('NetworkAclId'), readEntry(params)];
    acls.deleteEntry(state, id, entry.number, entry.egress);
    acls.createEntry(state, id, entry);
  }),
  DeleteNetworkAclEntry: command((state, params) => {
    acls.deleteEntry(state, params.need('NetworkAclId'), readNumber(params), params.flag('Egress') ?? false);
  }),
  ReplaceNetworkAclAssociation: write((state, params) => {
    const [association, acl] = [params.need('AssociationId'), params.need('NetworkAclId')];
    return { newAssociationId: acls.replaceAclAssociation(state, association, acl) };
  }),
};

const filters: FilterFields<NetworkAcl> = {
  ...tagFilters(),
  'association.network-acl-id': (acl) => acl.associations.map(() => acl.id),
  'association.subnet-id': (acl) => acl.associations.map(({ subnetId }) => subnetId),
  default: (acl) => acl.isDefault,
  'network-acl-id': (acl) => acl.id,
  'vpc-id': (acl) => acl.vpcId,
};

function readNumber(params: Params): number {
  const number = params.integer('RuleNumber');
  if (number === undefined) throw missingParameter('RuleNumber');
  return number;
}

function readEntry(params: Params): AclEntry {
  const text = params.text('CidrBlock') ?? params.text('Ipv6CidrBlock');
  if (text === undefined) throw missingParameter('CidrBlock');
  const cidr = parseCidr(text);
  if (cidr === undefined) throw invalidValue(`CIDR block ${text} is malformed`);
  const action = params.need('RuleAction');
  if (action !== 'allow' && action !== 'deny') {
    throw invalidValue(`Value (${action}) for parameter ruleAction is invalid.`);
  }
  return {
    number: readNumber(params),
    egress: params.flag('Egress') ?? false,
    protocol: params.need('Protocol'),
    action,
    cidr,
    ...readExtent(params),
  };
}

function readExtent(params: Params): Pick<AclEntry, 'ports' | 'icmp'> {
  const [range, icmp] = [params.within('PortRange'), params.within('Icmp')];
  const [from, to] = [range.integer('From'), range.integer('To')];
  const [type, code] = [icmp.integer('Type'), icmp.integer('Code')];
  return {
    ports: from === undefined || to === undefined ? undefined : { from, to },
    icmp: type === undefined ? undefined : { type, code: code ?? -1 },
  };
}

function aclXml(state: State, acl: NetworkAcl): XmlObject {
  return {
    networkAclId: acl.id,
    vpcId: acl.vpcId,
    default: acl.isDefault,
    entrySet: acl.entries.toSorted((a, b) => a.number - b.number).map(entryXml),
    associationSet: acl.associations.map(({ id, subnetId }) => {
      return { networkAclAssociationId: id, networkAclId: acl.id, subnetId };
    }),
    ownerId: state.account,
    tagSet: tagSet(acl.tags),
  };
}

function entryXml({ number, egress, protocol, action, cidr, ports, icmp }: AclEntry): XmlObject {
  return {
    ruleNumber: number,
    protocol,
    ruleAction: action,
    egress,
    [cidr.family === 4 ? 'cidrBlock' : 'ipv6CidrBlock']: cidr.text,
    portRange: ports && { from: ports.from, to: ports.to },
    icmpTypeCode: icmp && { type: icmp.type, code: icmp.code },
  };
}
