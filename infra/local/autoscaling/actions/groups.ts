import { Ec2Error } from '../../ec2/errors.ts';
import type { Params } from '../../ec2/http/params.ts';
import { groupArn } from '../events.ts';
import { converge } from '../groups/converge.ts';
import type { Fleet, Group, GroupTag } from '../groups/model.ts';
import { type Actions, groupOf, invalid, members, memberStructs, need } from './action.ts';
import { readHook } from './hooks.ts';
import { groupXml } from './xml.ts';
import { needTemplate } from './templates.ts';

export const groupActions: Actions = {
  CreateAutoScalingGroup: (fleet, params) => {
    const group = newGroup(fleet, params);
    fleet.groups.set(group.name, group);
    converge(fleet, group);
  },
  UpdateAutoScalingGroup: (fleet, params) => {
    const group = groupOf(fleet, params);
    const sizes = readSizes(params, group);
    const changes = { ...sizes, ...readSettings(fleet, params, group) };
    Object.assign(group, changes);
    converge(fleet, group);
  },
  SetDesiredCapacity: (fleet, params) => {
    const group = groupOf(fleet, params);
    const desired = Number(need(params, 'DesiredCapacity'));
    const [name, limit] = desired > group.maxSize ? ['above max', group.maxSize] : ['below min', group.minSize];
    if (desired > group.maxSize || desired < group.minSize) {
      throw invalid(`New SetDesiredCapacity value ${desired} is ${name} value ${limit} for the AutoScalingGroup.`);
    }
    group.desired = desired;
    converge(fleet, group);
  },
  DeleteAutoScalingGroup: (fleet, params) => {
    const group = groupOf(fleet, params);
    if (group.members.size > 0 && params.flag('ForceDelete') !== true) {
      const sentence =
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.';
      throw new Ec2Error('ResourceInUse', sentence);
    }
    group.isDeleted = true;
    converge(fleet, group);
  },
  DescribeAutoScalingGroups: (fleet, params) => {
    const names = members(params, 'AutoScalingGroupNames');
    const found = [...fleet.groups.values()].filter(({ name }) => names.length === 0 || names.includes(name));
    return { AutoScalingGroups: found.map((group) => groupXml(fleet, group)) };
  },
  CreateOrUpdateTags: (fleet, params) => {
    for (const tag of memberStructs(params, 'Tags')) {
      const group = fleet.groups.get(need(tag, 'ResourceId'));
      if (group === undefined) throw invalid(`Group ${tag.text('ResourceId')} not found`);
      group.tags.set(need(tag, 'Key'), readTag(tag));
    }
  },
};

function newGroup(fleet: Fleet, params: Params): Group {
  const { state } = fleet.backend;
  const name = need(params, 'AutoScalingGroupName');
  if (fleet.groups.has(name)) {
    const sentence = `AutoScalingGroup by this name already exists - A group already exists with the name ${name}`;
    throw new Ec2Error('AlreadyExists', sentence);
  }
  const hooks = memberStructs(params, 'LifecycleHookSpecificationList').map((hook) => readHook(hook));
  return {
    name,
    arn: groupArn(state, state.ids.uuid('group'), name),
    created: state.now(),
    tags: new Map(memberStructs(params, 'Tags').map((tag) => [need(tag, 'Key'), readTag(tag)])),
    hooks: new Map(hooks.map((hook) => [hook.name, hook])),
    members: new Map(),
    warmPool: undefined,
    refreshes: [],
    isDeleted: false,
    isConverging: false,
    ...readSizes(params),
    ...readSettings(fleet, params),
  };
}

function readTag(tag: Params): GroupTag {
  const propagates = tag.flag('PropagateAtLaunch') ?? false;
  return { key: need(tag, 'Key'), value: tag.text('Value') ?? '', propagates };
}

type Sizes = Pick<Group, 'minSize' | 'maxSize' | 'desired'>;

/** Without a desired size a new group has its least, and one that is there stays within its limits. */
function readSizes(params: Params, now?: Sizes): Sizes {
  const minSize = params.integer('MinSize') ?? now?.minSize ?? Number(need(params, 'MinSize'));
  const maxSize = params.integer('MaxSize') ?? now?.maxSize ?? Number(need(params, 'MaxSize'));
  if (minSize > maxSize) throw invalid('Max bound, and Min bound: MinSize must not be above MaxSize');
  const given = params.integer('DesiredCapacity');
  if (given !== undefined && (given < minSize || given > maxSize)) {
    throw invalid(
      `Desired capacity:${given} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  }
  return { minSize, maxSize, desired: given ?? Math.min(maxSize, Math.max(minSize, now?.desired ?? minSize)) };
}

type GroupSettings = Pick<Group, 'template' | 'subnetIds' | 'cooldown' | 'healthCheckGracePeriod' | 'protectsNew'>;

function readSettings(fleet: Fleet, params: Params, now?: GroupSettings): GroupSettings {
  const subnets = params.text('VPCZoneIdentifier') ?? '';
  if (subnets === '' && now === undefined) throw invalid('At least one Availability Zone or VPC Subnet is required.');
  const subnetIds = subnets === '' ? (now?.subnetIds ?? []) : subnets.split(',').map((id) => id.trim());
  for (const id of subnetIds)
    if (fleet.backend.state.subnets.get(id) === undefined) throw invalid(`The subnet ID '${id}' does not exist`);
  return {
    template: needTemplate(fleet, params, now?.template),
    subnetIds,
    cooldown: params.integer('DefaultCooldown') ?? now?.cooldown ?? 300,
    healthCheckGracePeriod: params.integer('HealthCheckGracePeriod') ?? now?.healthCheckGracePeriod ?? 0,
    protectsNew: params.flag('NewInstancesProtectedFromScaleIn') ?? now?.protectsNew ?? false,
  };
}
