import * as aws from '@aws-sdk/client-ec2';
import { needed, type Site, tagged } from './network.ts';

const IMAGE = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small' } as const;
const NODES = 'arn:aws:iam::123456789012:instance-profile/nodes';

/** Launch templates with all that they can say, and an instance from one. Answers its id. */
export async function launchFromTemplate(ec2: aws.EC2Client, { subnet, vpc }: Site): Promise<string> {
  const { LaunchTemplate } = await ec2.send(
    new aws.CreateLaunchTemplateCommand({
      LaunchTemplateName: 'tour',
      VersionDescription: 'with an interface',
      TagSpecifications: tagged('launch-template'),
      LaunchTemplateData: {
        ...IMAGE,
        UserData: Buffer.from('pod-cidr=auto').toString('base64'),
        IamInstanceProfile: { Name: 'nodes' },
        MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
        NetworkInterfaces: [
          { DeviceIndex: 0, SubnetId: subnet, AssociatePublicIpAddress: true, Description: 'of a template' },
        ],
        TagSpecifications: tagged('instance'),
      },
    }),
  );
  const template = { LaunchTemplateId: needed(LaunchTemplate?.LaunchTemplateId) };
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const { SecurityGroups = [] } = await ec2.send(new aws.DescribeSecurityGroupsCommand({ Filters }));
  const SecurityGroupIds = SecurityGroups.map(({ GroupId = '' }) => GroupId);
  const LaunchTemplateData = { ...IMAGE, IamInstanceProfile: { Arn: NODES }, SecurityGroupIds };
  await ec2.send(new aws.CreateLaunchTemplateVersionCommand({ ...template, LaunchTemplateData }));
  await ec2.send(new aws.ModifyLaunchTemplateCommand({ ...template, DefaultVersion: '2' }));
  await ec2.send(new aws.DescribeLaunchTemplatesCommand());
  await ec2.send(new aws.DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['tour'] }));
  await ec2.send(new aws.DescribeLaunchTemplateVersionsCommand(template));
  await ec2.send(new aws.DescribeLaunchTemplateVersionsCommand({ ...template, Versions: ['$Latest', '1'] }));
  const { Instances } = await ec2.send(
    new aws.RunInstancesCommand({ LaunchTemplate: { ...template, Version: '1' }, MinCount: 1, MaxCount: 1 }),
  );
  await ec2.send(new aws.DeleteLaunchTemplateCommand(template));
  return needed(Instances?.[0]?.InstanceId);
}
