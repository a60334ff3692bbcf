import { Ec2Error } from '../errors.ts';
import type { Permission, SecurityGroup } from './model.ts';
import { newResource } from './resource.ts';
import type { State } from './state.ts';
import type { TagInput } from './tags.ts';

export interface SecurityGroupInput {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly tags?: TagInput | undefined;
}

export function createSecurityGroup(state: State, input: SecurityGroupInput): SecurityGroup {
  const { vpcId, name, description } = input;
  state.vpcs.need(vpcId);
  if (state.groupsByVpc.find(vpcId).some((group) => group.name === name)) {
    const sentence = `The security group '${name}' already exists for VPC '${vpcId}'`;
    throw new Ec2Error('InvalidGroup.Duplicate', sentence);
  }
  return state.groups.put({ ...newResource(state, 'sg', input.tags), vpcId, name, description, ingress: [] });
}

/** The group of interfaces that were given none. Its members reach each other. */
export function createDefaultGroup(state: State, vpcId: string): SecurityGroup {
  const description = 'default VPC security group';
  const group = createSecurityGroup(state, { vpcId, name: 'default', description });
  const ingress = [{ ...anything, groupIds: [group.id] }];
  return state.groups.put({ ...group, ingress });
}

export function defaultGroupOf(state: State, vpcId: string): SecurityGroup {
  const group = state.groupsByVpc.find(vpcId).find(({ name }) => name === 'default');
  if (group === undefined) throw new Error(`${vpcId} has no default security group`);
  return group;
}

export function deleteSecurityGroup(state: State, groupId: string): void {
  const group = state.groups.need(groupId);
  if (group.name === 'default') {
    throw new Ec2Error('CannotDelete', `the specified group: "${groupId}" name: "default" cannot be deleted by a user`);
  }
  if (state.interfacesByGroup.has(groupId)) {
    throw new Ec2Error('DependencyViolation', `resource ${groupId} has a dependent object`);
  }
  state.groups.remove(groupId);
}

/** Adds rules; those with the same protocol and ports are shown as one permission. */
export function authorizeIngress(state: State, groupId: string, added: readonly Permission[]): void {
  const group = state.groups.need(groupId);
  state.groups.put({ ...group, ingress: added.reduce(merge, group.ingress) });
}

const anything: Permission = {
  protocol: '-1',
  fromPort: undefined,
  toPort: undefined,
  ranges: [],
  ipv6Ranges: [],
  groupIds: [],
};

function merge(present: readonly Permission[], added: Permission): readonly Permission[] {
  const at = present.findIndex((permission) => portsOf(permission) === portsOf(added));
  const same = present[at];
  if (same === undefined) return [...present, added];
  return present.with(at, {
    ...same,
    ranges: union(same.ranges, added.ranges),
    ipv6Ranges: union(same.ipv6Ranges, added.ipv6Ranges),
    groupIds: union(same.groupIds, added.groupIds),
  });
}

function union(present: readonly string[], added: readonly string[]): readonly string[] {
  const duplicate = added.find((value) => present.includes(value));
  if (duplicate !== undefined) {
    const sentence = `the specified rule "peer: ${duplicate}" already exists`;
    throw new Ec2Error('InvalidPermission.Duplicate', sentence);
  }
  return [...present, ...added];
}

function portsOf({ protocol, fromPort, toPort }: Permission): string {
  return `${protocol} ${fromPort} ${toPort}`;
}
