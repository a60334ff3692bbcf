import { missingParameter } from '../../errors.ts';
import { tagFilters, type FilterFields } from '../../query/filters.ts';
import type { Params } from '../../http/params.ts';
import type { XmlObject } from '../../../common/xml.ts';
import type { Permission, SecurityGroup } from '../../backend/model.ts';
import * as groups from '../../backend/security/security-groups.ts';
import type { State } from '../../backend/state.ts';
import { command, write, type Action, type Actions } from '../action.ts';
import { describe } from '../listing.ts';
import { tagSet, tagsFor } from '../tags/parameters.ts';

export const securityGroupActions: Actions = {
  CreateSecurityGroup: write((state, params) => {
    const group = groups.createSecurityGroup(state, {
      vpcId: params.need('VpcId'),
      name: params.need('GroupName'),
      description: params.need('GroupDescription'),
      tags: tagsFor(params, 'security-group'),
    });
    return { return: true, groupId: group.id, tagSet: tagSet(group.tags) };
  }),
  AuthorizeSecurityGroupIngress: change(groups.authorize, 'ingress'),
  AuthorizeSecurityGroupEgress: change(groups.authorize, 'egress'),
  RevokeSecurityGroupIngress: change(groups.revoke, 'ingress'),
  RevokeSecurityGroupEgress: change(groups.revoke, 'egress'),
  DeleteSecurityGroup: command((state, params) => {
    groups.deleteSecurityGroup(state, params.need('GroupId'));
  }),
  DescribeSecurityGroups: describe('securityGroupInfo', groupXml, (state) => ({
    table: state.groups,
    idParameter: 'GroupId',
    idsName: 'groupIdSet',
    filters,
  })),
};

function change(edit: typeof groups.authorize, direction: groups.Direction): Action {
  return command((state, params) => edit(state, params.need('GroupId'), direction, readPermissions(params)));
}

const filters: FilterFields<SecurityGroup> = {
  ...tagFilters(),
  description: (group) => group.description,
  'group-id': (group) => group.id,
  'group-name': (group) => group.name,
  'vpc-id': (group) => group.vpcId,
};

function readPermissions(params: Params): Permission[] {
  const listed = params.structs('IpPermissions').map((permission) => ({
    ...readPorts(permission),
    ranges: permission.structs('IpRanges').map((range) => range.need('CidrIp')),
    ipv6Ranges: permission.structs('Ipv6Ranges').map((range) => range.need('CidrIpv6')),
    prefixListIds: permission.structs('PrefixListIds').map((list) => list.need('PrefixListId')),
    groupIds: permission.structs('Groups').map((group) => group.need('GroupId')),
  }));
  if (listed.length > 0) return listed;
  const range = params.text('CidrIp');
  if (range === undefined) throw missingParameter('IpPermissions');
  return [{ ...readPorts(params), ranges: [range], ipv6Ranges: [], prefixListIds: [], groupIds: [] }];
}

function readPorts(params: Params): Pick<Permission, 'protocol' | 'fromPort' | 'toPort'> {
  const protocol = params.need('IpProtocol');
  if (protocol === '-1' || protocol === 'all') return { protocol: '-1', fromPort: undefined, toPort: undefined };
  return { protocol, fromPort: params.integer('FromPort'), toPort: params.integer('ToPort') };
}

function groupXml(state: State, group: SecurityGroup): XmlObject {
  return {
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    ownerId: state.account,
    vpcId: group.vpcId,
    ipPermissions: group.ingress.map((permission) => permissionXml(state, permission)),
    ipPermissionsEgress: group.egress.map((permission) => permissionXml(state, permission)),
    tagSet: tagSet(group.tags),
  };
}

function permissionXml(state: State, permission: Permission): XmlObject {
  return {
    ipProtocol: permission.protocol,
    fromPort: permission.fromPort,
    toPort: permission.toPort,
    groups: permission.groupIds.map((groupId) => ({ groupId, userId: state.account })),
    ipRanges: permission.ranges.map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: permission.ipv6Ranges.map((cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: permission.prefixListIds.map((prefixListId) => ({ prefixListId })),
  };
}
