import type { XmlObject } from '../../common/xml.ts';
import { requireTemplate } from '../../ec2/backend/instances/launch-templates.ts';
import { type Fleet, type Group, isWarmed, lifecycleState, type Member, type WarmPool } from '../groups/model.ts';

export function groupXml({ backend: { state } }: Fleet, group: Group): XmlObject {
  const { warmPool, template } = group;
  const members = [...group.members.values()];
  const { id, name } = requireTemplate(state, template);
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    LaunchTemplate: { LaunchTemplateId: id, LaunchTemplateName: name, Version: template.version },
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desired,
    DefaultCooldown: group.cooldown,
    AvailabilityZones: [...new Set(group.subnetIds.map((subnetId) => state.subnets.need(subnetId).zone))],
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: group.healthCheckGracePeriod,
    Instances: members.filter((member) => !isWarmed(member)).map(memberXml),
    CreatedTime: new Date(group.created),
    SuspendedProcesses: [],
    VPCZoneIdentifier: group.subnetIds.join(','),
    EnabledMetrics: [],
    Status: group.isDeleted ? 'Delete in progress' : undefined,
    Tags: tagsXml(group),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: group.protectsNew,
    ServiceLinkedRoleARN: `arn:aws:iam::${state.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    WarmPoolConfiguration: warmPool && warmPoolXml(warmPool),
    WarmPoolSize: warmPool && members.filter(isWarmed).length,
    CapacityRebalance: false,
  };
}

export function memberXml(member: Member): XmlObject {
  return {
    ...pooledXml(member),
    HealthStatus: member.isHealthy ? 'Healthy' : 'Unhealthy',
    ProtectedFromScaleIn: member.isProtected,
  };
}

/** What every list of instances shows. */
export function pooledXml(member: Member): XmlObject {
  const { id, name, version } = member.template;
  return {
    InstanceId: member.instance,
    InstanceType: member.instanceType,
    AvailabilityZone: member.zone,
    LifecycleState: lifecycleState(member),
    LaunchTemplate: { LaunchTemplateId: id, LaunchTemplateName: name, Version: `${version}` },
  };
}

export function warmPoolXml({ minSize, maxPrepared, state, isReused }: WarmPool): XmlObject {
  return {
    MinSize: minSize,
    MaxGroupPreparedCapacity: maxPrepared,
    PoolState: state,
    InstanceReusePolicy: { ReuseOnScaleIn: isReused },
  };
}

function tagsXml({ name, tags }: Group): XmlObject[] {
  return [...tags.values()].map(({ key, value, propagates }) => ({
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagates,
  }));
}
