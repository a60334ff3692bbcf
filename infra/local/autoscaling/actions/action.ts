import type { XmlObject } from '../../common/xml.ts';
import { Ec2Error } from '../../ec2/errors.ts';
import type { Params } from '../../ec2/http/params.ts';
import type { Fleet, Group, Member } from '../groups/model.ts';

/** An action without a result, not even an empty one, answers `undefined`. */
export type Actions = Readonly<Record<string, (fleet: Fleet, params: Params) => XmlObject | undefined>>;

/** `Name.member.1`, as this protocol spells its lists. */
export const members = (params: Params, name: string): string[] => params.within(name).list('member');

export const memberStructs = (params: Params, name: string): Params[] => params.within(name).structs('member');

export const invalid = (message: string): Ec2Error => new Ec2Error('ValidationError', message);

export function need(params: Params, name: string): string {
  const value = params.text(name) ?? '';
  if (value !== '') return value;
  const rule = `Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`;
  throw invalid(`1 validation error detected: ${rule}`);
}

/** The group that the request names. */
export function groupOf(fleet: Fleet, params: Params): Group {
  const name = need(params, 'AutoScalingGroupName');
  const group = fleet.groups.get(name);
  if (group === undefined || group.isDeleted)
    throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  return group;
}

export function memberOf(fleet: Fleet, params: Params): { readonly group: Group; readonly member: Member } {
  const instance = need(params, 'InstanceId');
  for (const group of fleet.groups.values()) {
    const member = group.members.get(instance);
    if (member !== undefined) return { group, member };
  }
  throw invalid(`Instance Id not found - No managed instance found for instance ID: ${instance}`);
}
