import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type Cloud, only, openLab, running } from './harness.ts';

const LaunchTemplateName = 'worker';
const UserData = Buffer.from('pod-cidr=auto').toString('base64');

async function openTemplate() {
  const cloud = await openLab();
  const { LaunchTemplate } = await cloud.client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName,
      VersionDescription: 'first',
      LaunchTemplateData: {
        ImageId: 'ami-0f1a5f5ada0e7da53',
        InstanceType: 't3.small',
        UserData,
        IamInstanceProfile: { Name: 'worker' },
        MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
        NetworkInterfaces: [{ DeviceIndex: 0, Groups: [cloud.net.securityGroupId], AssociatePublicIpAddress: true }],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'pod-cidr', Value: 'auto' }] }],
      },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'owner', Value: 'me' }] }],
    }),
  );
  return Object.assign(cloud, { id: LaunchTemplate?.LaunchTemplateId ?? '' });
}

const versionsOf = ({ client }: Cloud, ...Versions: string[]) =>
  client.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName, Versions }));

describe('launch templates', () => {
  it('are listed, with their versions', async () => {
    await using cloud = await openTemplate();
    await cloud.client.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: cloud.id,
        LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0', SecurityGroupIds: [cloud.net.securityGroupId] },
      }),
    );
    const { LaunchTemplates } = await cloud.client.send(
      new DescribeLaunchTemplatesCommand({ Filters: [{ Name: 'tag:owner', Values: ['me'] }] }),
    );
    expect(only(LaunchTemplates)).toMatchObject({
      LaunchTemplateId: cloud.id,
      LaunchTemplateName,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 2,
      Tags: [{ Key: 'owner', Value: 'me' }],
    });
    const { LaunchTemplateVersions = [] } = await versionsOf(cloud);
    expect(LaunchTemplateVersions).toMatchObject([
      {
        VersionNumber: 2,
        DefaultVersion: false,
        LaunchTemplateData: { SecurityGroupIds: [cloud.net.securityGroupId] },
      },
      {
        VersionNumber: 1,
        VersionDescription: 'first',
        DefaultVersion: true,
        LaunchTemplateData: {
          InstanceType: 't3.small',
          UserData,
          IamInstanceProfile: { Name: 'worker' },
          MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, InstanceMetadataTags: 'enabled' },
          NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'pod-cidr', Value: 'auto' }] }],
        },
      },
    ]);
    await cloud.client.send(new ModifyLaunchTemplateCommand({ LaunchTemplateName, DefaultVersion: '2' }));
    expect(only((await versionsOf(cloud, '$Default')).LaunchTemplateVersions).VersionNumber).toBe(2);
  });

  it('say of a launch what the request does not', async () => {
    await using cloud = await openTemplate();
    const { Instances } = await cloud.client.send(
      new RunInstancesCommand({
        LaunchTemplate: { LaunchTemplateName },
        MinCount: 1,
        MaxCount: 1,
        InstanceType: 't3.large',
        SubnetId: cloud.net.subnetId,
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'worker-0' }] }],
        MetadataOptions: { HttpPutResponseHopLimit: 2 },
      }),
    );
    expect(only(Instances)).toMatchObject({
      ImageId: 'ami-0f1a5f5ada0e7da53',
      InstanceType: 't3.large',
      SubnetId: cloud.net.subnetId,
      SecurityGroups: [{ GroupId: cloud.net.securityGroupId }],
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2, InstanceMetadataTags: 'enabled' },
      Tags: [
        { Key: 'pod-cidr', Value: 'auto' },
        { Key: 'Name', Value: 'worker-0' },
      ],
    });
  });

  it('have names and versions of their own, and are deleted', async () => {
    await using cloud = await openTemplate();
    const again = new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData: {} });
    await expect(cloud.client.send(again)).rejects.toMatchObject({
      name: 'InvalidLaunchTemplateName.AlreadyExistsException',
    });
    await expect(versionsOf(cloud, '7')).rejects.toMatchObject({ name: 'InvalidLaunchTemplateId.VersionNotFound' });
    await cloud.client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: cloud.id }));
    await expect(versionsOf(cloud)).rejects.toMatchObject({ name: 'InvalidLaunchTemplateName.NotFoundException' });
  });
});

describe('the metadata options of an instance', () => {
  it('are changed one by one, within their limits', async () => {
    await using cloud = await openLab();
    const InstanceId = running(cloud);
    const modify = (options: object) =>
      cloud.client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, ...options }));
    await modify({ HttpTokens: 'required' });
    expect((await modify({ HttpPutResponseHopLimit: 3 })).InstanceMetadataOptions).toMatchObject({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 3,
      HttpEndpoint: 'enabled',
      InstanceMetadataTags: 'disabled',
    });
    await expect(modify({ HttpPutResponseHopLimit: 65 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(modify({ HttpTokens: 'never' })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
