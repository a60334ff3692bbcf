import * as aws from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTutorialNetwork,
  type LocalEc2,
  startLocalEc2,
  type TutorialNetwork,
} from '../../../../infra/local/aws.ts';

const IMAGE = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;

describe('what EC2 refuses', () => {
  let ec2: LocalEc2;
  let network: TutorialNetwork;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    network = createTutorialNetwork(ec2.backend);
  });
  afterAll(() => ec2.close());

  const clientIn = (region: string) =>
    new aws.EC2Client({ endpoint: ec2.url, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

  const launch = (input: Partial<aws.RunInstancesCommandInput>) =>
    clientIn('us-east-1').send(new aws.RunInstancesCommand({ ...IMAGE, SubnetId: network.subnetId, ...input }));

  const type = (name: string): aws._InstanceType => {
    const input: { InstanceType?: aws._InstanceType } = JSON.parse(JSON.stringify({ InstanceType: name }));
    return input.InstanceType ?? 't2.micro';
  };

  it.each<[string, Partial<aws.RunInstancesCommandInput>, string]>([
    ['no image of this id', { ImageId: 'ami-0123456789abcdef0' }, 'InvalidAMIID.NotFound'],
    ['an id that is none', { ImageId: 'ami-1' }, 'InvalidAMIID.Malformed'],
    ['no such type', { InstanceType: type('t9.gigantic') }, 'InvalidParameterValue'],
    ['no such key pair', { KeyName: 'none' }, 'InvalidKeyPair.NotFound'],
    ['no such zone', { Placement: { AvailabilityZone: 'us-east-1z' } }, 'InvalidParameterValue'],
  ])('a launch with %s', async (_, input, name) => {
    await expect(launch(input)).rejects.toMatchObject({ name });
  });

  it('a launch of nothing odd is none of it', async () => {
    const { Instances } = await launch({ KeyName: 'kubernetes-the-hard-way' });
    expect(Instances).toHaveLength(1);
  });

  it.each([
    ['smaller than a /28', { CidrBlock: '10.1.0.0/29' }, 'InvalidSubnet.Range'],
    ['in no zone', { CidrBlock: '10.1.0.0/28', AvailabilityZone: 'us-east-1z' }, 'InvalidParameterValue'],
  ])('a subnet %s', async (_, input, name) => {
    const { id: VpcId } = ec2.backend.createVpc({ cidr: '10.1.0.0/16' });
    const create = clientIn('us-east-1').send(new aws.CreateSubnetCommand({ VpcId, ...input }));
    await expect(create).rejects.toMatchObject({ name });
  });

  it.each(['a\u0007', '\u0000'])('a tag with the control characters %j', async (Value) => {
    const tags = { Resources: [network.vpcId], Tags: [{ Key: 'a', Value }] };
    const tag = clientIn('us-east-1').send(new aws.CreateTagsCommand(tags));
    await expect(tag).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('a region that it is not, by signature and by name', async () => {
    const elsewhere = clientIn('eu-west-1').send(new aws.DescribeVpcsCommand());
    await expect(elsewhere).rejects.toMatchObject({ name: 'AuthFailure', $metadata: { httpStatusCode: 401 } });
    const named = clientIn('us-east-1').send(new aws.DescribeRegionsCommand({ RegionNames: ['mars-1'] }));
    await expect(named).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('a version of its API that there is not', async () => {
    const answer = await fetch(ec2.url, { method: 'POST', body: 'Action=DescribeVpcs&Version=2000-01-01' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>NoSuchVersion</Code>');
  });

  it('a page token of another request, whatever is different', async () => {
    const client = clientIn('us-east-1');
    ec2.backend.state.settings.maxPage = 1;
    ec2.backend.createVpc({ cidr: '10.2.0.0/16' });
    const all = { Filters: [{ Name: 'state', Values: ['available'] }] };
    const { NextToken } = await client.send(new aws.DescribeVpcsCommand(all));
    expect(NextToken).toBeDefined();
    await client.send(new aws.DescribeVpcsCommand({ ...all, NextToken, MaxResults: 5 }));
    const others: aws.DescribeVpcsCommandInput[] = [{}, { Filters: [{ Name: 'is-default', Values: ['false'] }] }];
    for (const other of others) {
      const next = client.send(new aws.DescribeVpcsCommand({ ...other, NextToken }));
      await expect(next).rejects.toMatchObject({ name: 'InvalidNextToken' });
    }
    const routes = client.send(new aws.DescribeRouteTablesCommand({ ...all, NextToken }));
    await expect(routes).rejects.toThrow();
    ec2.backend.state.settings.maxPage = 1000;
  });
});
