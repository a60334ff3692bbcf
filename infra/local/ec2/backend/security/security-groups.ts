import { Ec2Error } from '../../errors.ts';
import type { Permission, SecurityGroup } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

export interface SecurityGroupInput {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly tags?: TagInput | undefined;
}

export type Direction = 'ingress' | 'egress';

/** The parts of a permission that a range, a list or a group adds to. */
const PEERS = ['ranges', 'ipv6Ranges', 'prefixListIds', 'groupIds'] as const;

const anything: Permission = {
  protocol: '-1',
  fromPort: undefined,
  toPort: undefined,
  ranges: [],
  ipv6Ranges: [],
  prefixListIds: [],
  groupIds: [],
};

/** A new group lets everything out and nothing in. */
export function createSecurityGroup(state: State, input: SecurityGroupInput): SecurityGroup {
  const { vpcId, name, description } = input;
  const { cidrs } = state.vpcs.need(vpcId);
  if (state.groupsByVpc.find(vpcId).some((group) => group.name === name)) {
    const sentence = `The security group '${name}' already exists for VPC '${vpcId}'`;
    throw new Ec2Error('InvalidGroup.Duplicate', sentence);
  }
  const ipv6Ranges = cidrs.some(({ cidr }) => cidr.family === 6) ? ['::/0'] : [];
  const egress = [{ ...anything, ranges: ['0.0.0.0/0'], ipv6Ranges }];
  return state.groups.put({ ...newResource(state, 'sg', input.tags), vpcId, name, description, ingress: [], egress });
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
export function authorize(state: State, groupId: string, direction: Direction, added: readonly Permission[]): void {
  const group = state.groups.need(groupId);
  state.groups.put({ ...group, [direction]: added.reduce(merge, group[direction]) });
}

/** Removes rules, each of which has to be there. */
export function revoke(state: State, groupId: string, direction: Direction, removed: readonly Permission[]): void {
  const group = state.groups.need(groupId);
  state.groups.put({ ...group, [direction]: removed.reduce(withdraw, group[direction]) });
}

/** A permission for everything, from or to one range or prefix list. */
export function everythingFor(range: string): Permission {
  if (range.startsWith('pl-')) return { ...anything, prefixListIds: [range] };
  return range.includes(':') ? { ...anything, ipv6Ranges: [range] } : { ...anything, ranges: [range] };
}

function merge(present: readonly Permission[], added: Permission): readonly Permission[] {
  const at = present.findIndex((permission) => portsOf(permission) === portsOf(added));
  const same = present[at];
  if (same === undefined) return [...present, added];
  return present.with(
    at,
    PEERS.reduce((sum, peers) => ({ ...sum, [peers]: union(same[peers], added[peers]) }), same),
  );
}

function withdraw(present: readonly Permission[], removed: Permission): readonly Permission[] {
  const at = present.findIndex((permission) => portsOf(permission) === portsOf(removed));
  const same = present[at];
  if (same === undefined || PEERS.some((peers) => removed[peers].some((peer) => !same[peers].includes(peer)))) {
    const sentence = 'The specified rule does not exist in this security group.';
    throw new Ec2Error('InvalidPermission.NotFound', sentence);
  }
  const rest = PEERS.reduce(
    (sum, peers) => ({ ...sum, [peers]: same[peers].filter((peer) => !removed[peers].includes(peer)) }),
    same,
  );
  return PEERS.every((peers) => rest[peers].length === 0)
    ? present.filter((_, index) => index !== at)
    : present.with(at, rest);
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
