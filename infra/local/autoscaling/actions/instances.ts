import { converge } from '../groups/converge.ts';
import { terminateMember } from '../groups/members.ts';
import { type Actions, invalid, memberOf, members, need } from './action.ts';
import { pooledXml } from './xml.ts';

export const instanceActions: Actions = {
  DescribeAutoScalingInstances: (fleet, params) => {
    const ids = members(params, 'InstanceIds');
    const all = [...fleet.groups.values()].flatMap((group) =>
      [...group.members.values()].map((member) => ({ group, member })),
    );
    const found = all.filter(({ member }) => ids.length === 0 || ids.includes(member.instance));
    return {
      AutoScalingInstances: found.map(({ group, member }) => ({
        ...pooledXml(member),
        AutoScalingGroupName: group.name,
        ProtectedFromScaleIn: member.isProtected,
        // This list alone has it in capitals.
        HealthStatus: member.isHealthy ? 'HEALTHY' : 'UNHEALTHY',
      })),
    };
  },
  TerminateInstanceInAutoScalingGroup: (fleet, params) => {
    const { group, member } = memberOf(fleet, params);
    const decrements = need(params, 'ShouldDecrementDesiredCapacity') === 'true';
    if (decrements && group.desired <= group.minSize) {
      const sentence = `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`;
      throw invalid(sentence);
    }
    if (decrements) group.desired -= 1;
    const cause = 'instance was taken out of service in response to a user request';
    terminateMember(fleet, group, member, cause, decrements && group.warmPool?.isReused === true);
    converge(fleet, group);
    return { Activity: activityXml(fleet.backend.state, group.name, member.instance, cause) };
  },
  SetInstanceHealth: (fleet, params) => {
    const { group, member } = memberOf(fleet, params);
    member.isHealthy = need(params, 'HealthStatus') === 'Healthy';
    if (!member.isHealthy) {
      const cause = 'an instance was taken out of service in response to a user health-check';
      terminateMember(fleet, group, member, cause);
    }
    converge(fleet, group);
  },
  SetInstanceProtection: (fleet, params) => {
    const isProtected = need(params, 'ProtectedFromScaleIn') === 'true';
    for (const InstanceId of members(params, 'InstanceIds')) {
      const member = fleet.groups.get(need(params, 'AutoScalingGroupName'))?.members.get(InstanceId);
      if (member === undefined) throw invalid(`The instance ${InstanceId} is not part of this group.`);
      member.isProtected = isProtected;
    }
    return {};
  },
};

function activityXml(
  state: { readonly ids: { uuid(purpose: string): string }; now(): number },
  group: string,
  instance: string,
  cause: string,
) {
  return {
    ActivityId: state.ids.uuid('activity'),
    AutoScalingGroupName: group,
    Description: `Terminating EC2 instance: ${instance}`,
    Cause: `At ${new Date(state.now()).toISOString()} ${cause}.`,
    StartTime: new Date(state.now()),
    StatusCode: 'InProgress',
    Progress: 0,
  };
}
