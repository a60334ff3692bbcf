import {
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingInstancesCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import {
  createGroup,
  createTemplate,
  describeGroup,
  type Fleet,
  GROUP,
  groupInService,
  ids,
  openFleet,
  states,
  told,
} from './harness.ts';

const name = { AutoScalingGroupName: GROUP };

const resize = ({ client }: Fleet, DesiredCapacity: number) =>
  client.send(new SetDesiredCapacityCommand({ ...name, DesiredCapacity }));

describe('an Auto Scaling group', () => {
  it('launches what its template says, with the tags that propagate', async () => {
    await using fleet = await openFleet();
    await createTemplate(fleet, {
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2, InstanceMetadataTags: 'enabled' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'pod-cidr', Value: 'auto' }] }],
    });
    const heard: unknown[] = [];
    const { backend } = fleet.ec2;
    backend.onEvent(({ detail }) => heard.push(backend.instance(detail['instance-id'])?.tags.size));
    await createGroup(fleet, 3);
    expect(await states(fleet)).toEqual(['Pending', 'Pending', 'Pending']);
    const [first = ''] = await ids(fleet);
    expect(backend.instance(first)).toMatchObject({
      tags: new Map([
        ['pod-cidr', 'auto'],
        ['role', 'worker'],
        ['aws:autoscaling:groupName', GROUP],
      ]),
      instanceType: 't3.small',
      userData: Buffer.from('pod-cidr=auto').toString('base64'),
      showsTagsInMetadata: true,
      metadataService: { isEnabled: true, needsToken: true, hopLimit: 2 },
    });
    expect(backend.interfacesOf(first)).toMatchObject([
      { subnetId: fleet.net.subnetId, groupIds: [fleet.net.securityGroupId] },
    ]);
    // Whoever hears of the instance finds all its tags.
    expect(heard).toEqual([3, 3, 3]);
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService', 'InService', 'InService']);
    expect(told(fleet)).toEqual(Array.from({ length: 3 }, () => 'EC2 Instance Launch Successful'));
  });

  it('launches instances that others may tag', async () => {
    await using fleet = await openFleet();
    const [id = ''] = await groupInService(fleet, 1);
    await fleet.ec2Client.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'pod-cidr', Value: 'auto' }] }));
    const tags = fleet.ec2.backend.instance(id)?.tags;
    expect([tags?.get('pod-cidr'), tags?.get('aws:autoscaling:groupName')]).toEqual(['auto', GROUP]);
  });

  it('launches instances whose other tags may be changed', async () => {
    await using fleet = await openFleet();
    const [id = ''] = await groupInService(fleet, 1);
    const tagged = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: 'mine' }));
    // One is the group's; that of Auto Scaling itself does not count.
    await fleet.ec2Client.send(new CreateTagsCommand({ Resources: [id], Tags: tagged(49) }));
    expect(fleet.ec2.backend.instance(id)?.tags.get('aws:autoscaling:groupName')).toBe(GROUP);
    const more = new CreateTagsCommand({ Resources: [id], Tags: tagged(50) });
    await expect(fleet.ec2Client.send(more)).rejects.toMatchObject({ name: 'TagLimitExceeded' });
  });

  it('shows itself and its instances', async () => {
    await using fleet = await openFleet();
    const [id = ''] = await groupInService(fleet, 1);
    const LaunchTemplate = { LaunchTemplateId: expect.stringMatching(/^lt-/), LaunchTemplateName: 'worker' };
    expect(await describeGroup(fleet)).toMatchObject({
      ...name,
      AutoScalingGroupARN: expect.stringMatching(
        /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:.*workers$/,
      ),
      MinSize: 0,
      MaxSize: 10,
      DesiredCapacity: 1,
      VPCZoneIdentifier: fleet.net.subnetId,
      AvailabilityZones: ['us-east-1a'],
      LaunchTemplate: { ...LaunchTemplate, Version: '$Latest' },
      Instances: [
        {
          InstanceId: id,
          LifecycleState: 'InService',
          HealthStatus: 'Healthy',
          LaunchTemplate: { ...LaunchTemplate, Version: '1' },
        },
      ],
      Tags: [
        { Key: 'role', PropagateAtLaunch: true, ResourceId: GROUP },
        { Key: 'owner', PropagateAtLaunch: false },
      ],
    });
    const { AutoScalingInstances } = await fleet.client.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] }),
    );
    expect(AutoScalingInstances).toMatchObject([{ InstanceId: id, HealthStatus: 'HEALTHY', ...name }]);
  });

  it('scales out and in, the oldest first, but for those that are protected', async () => {
    await using fleet = await openFleet();
    const [first = '', second = '', third = ''] = await groupInService(fleet, 3);
    await fleet.client.send(
      new SetInstanceProtectionCommand({ ...name, InstanceIds: [first], ProtectedFromScaleIn: true }),
    );
    await resize(fleet, 1);
    expect(await states(fleet)).toEqual(['InService', 'Terminating', 'Terminating']);
    fleet.ec2.settle();
    expect(await ids(fleet)).toEqual([first]);
    expect([second, third].map((id) => fleet.ec2.backend.instance(id)?.state)).toEqual(['terminated', 'terminated']);
    expect(told(fleet)).toEqual(['EC2 Instance Terminate Successful', 'EC2 Instance Terminate Successful']);
    await resize(fleet, 3);
    expect(await states(fleet)).toEqual(['InService', 'Pending', 'Pending']);
  });

  it.each([
    [11, 'New SetDesiredCapacity value 11 is above max value 10 for the AutoScalingGroup.'],
    [-1, 'New SetDesiredCapacity value -1 is below min value 0 for the AutoScalingGroup.'],
  ])('refuses a size of %d', async (size, message) => {
    await using fleet = await openFleet();
    await groupInService(fleet, 1);
    await expect(resize(fleet, size)).rejects.toMatchObject({ name: 'ValidationError', message });
  });

  it('replaces whoever ends or stops otherwise', async () => {
    await using fleet = await openFleet();
    const [ended = '', stopped = '', sick = ''] = await groupInService(fleet, 3);
    fleet.ec2.backend.terminate(ended);
    fleet.ec2.backend.stop(stopped);
    await fleet.client.send(new SetInstanceHealthCommand({ InstanceId: sick, HealthStatus: 'Unhealthy' }));
    expect(await states(fleet)).toEqual(['Terminating', 'Terminating', 'Terminating', 'Pending', 'Pending', 'Pending']);
    fleet.ec2.settle();
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService', 'InService', 'InService']);
    expect(fleet.ec2.backend.instance(stopped)?.state).toBe('terminated');
  });

  it('ends a member on request, with a replacement or without', async () => {
    await using fleet = await openFleet();
    const [first = '', second = ''] = await groupInService(fleet, 2);
    const end = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
      fleet.client.send(new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity }));
    expect((await end(first, false)).Activity).toMatchObject({ StatusCode: 'InProgress', ...name });
    expect(await states(fleet)).toEqual(['Terminating', 'InService', 'Pending']);
    fleet.ec2.settle();
    await end(second, true);
    fleet.ec2.settle();
    expect(await states(fleet)).toEqual(['InService']);
    await fleet.client.send(new UpdateAutoScalingGroupCommand({ ...name, MinSize: 1 }));
    const [last = ''] = await ids(fleet);
    await expect(end(last, true)).rejects.toThrow(/Currently, desiredSize equals minSize \(1\)/);
    await expect(end(first, false)).rejects.toThrow(`No managed instance found for instance ID: ${first}`);
  });

  it('keeps its size within new limits', async () => {
    await using fleet = await openFleet();
    await groupInService(fleet, 3);
    await fleet.client.send(new UpdateAutoScalingGroupCommand({ ...name, MaxSize: 2 }));
    expect(await describeGroup(fleet)).toMatchObject({ DesiredCapacity: 2, MinSize: 0, MaxSize: 2 });
    expect(await states(fleet)).toEqual(['Terminating', 'InService', 'InService']);
  });

  it('says why a launch failed, and tries again when next there is something to do', async () => {
    await using fleet = await openFleet();
    await createTemplate(fleet, { MetadataOptions: { InstanceMetadataTags: 'enabled' } });
    const slashed = { Key: 'kubernetes.io/cluster/lab', Value: 'owned', PropagateAtLaunch: true };
    await createGroup(fleet, 1, { Tags: [slashed] });
    expect(told(fleet)).toEqual(['EC2 Instance Launch Unsuccessful']);
    expect(fleet.events[0]?.detail).toMatchObject({
      StatusMessage: expect.stringContaining('is not a valid tag key'),
      EC2InstanceId: '',
    });
    expect(await states(fleet)).toEqual([]);
    const tag = { ...slashed, PropagateAtLaunch: false, ResourceId: GROUP, ResourceType: 'auto-scaling-group' };
    await fleet.client.send(new CreateOrUpdateTagsCommand({ Tags: [tag] }));
    await resize(fleet, 1);
    expect(await states(fleet)).toEqual(['Pending']);
  });

  it('is deleted when its instances are gone', async () => {
    await using fleet = await openFleet();
    await groupInService(fleet, 1);
    const remove = (ForceDelete: boolean) =>
      fleet.client.send(new DeleteAutoScalingGroupCommand({ ...name, ForceDelete }));
    await expect(remove(false)).rejects.toMatchObject({ name: 'ResourceInUseFault' });
    await remove(true);
    expect(await describeGroup(fleet)).toMatchObject({ Status: 'Delete in progress' });
    fleet.ec2.settle();
    expect(fleet.scaling.group(GROUP)).toBeUndefined();
  });

  it('needs a template and a subnet that are there, and a name of its own', async () => {
    await using fleet = await openFleet();
    await expect(createGroup(fleet, 1)).rejects.toThrow(/valid fully-formed launch template/);
    await groupInService(fleet, 1);
    await expect(createGroup(fleet, 1)).rejects.toMatchObject({ name: 'AlreadyExistsFault' });
    const other = { AutoScalingGroupName: 'other', VPCZoneIdentifier: 'subnet-0123' };
    await expect(createGroup(fleet, 1, other)).rejects.toThrow(/subnet ID 'subnet-0123' does not exist/);
  });
});
