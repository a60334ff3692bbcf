import * as aws from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { crowdOnEc2 } from '../crowd.ts';
import { only, openCloud, openLab, running } from './harness.ts';

describe('interfaces', () => {
  it('are created, attached, described, detached and deleted', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    const { NetworkInterface } = await lab.client.send(
      new aws.CreateNetworkInterfaceCommand({ SubnetId: lab.net.subnetId, Description: 'second' }),
    );
    expect(NetworkInterface).toMatchObject({ Status: 'available', SourceDestCheck: true });
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
    const { AttachmentId } = await lab.client.send(
      new aws.AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId, DeviceIndex: 1 }),
    );
    const Filters = [{ Name: 'attachment.instance-id', Values: [InstanceId] }];
    const described = await lab.client.send(new aws.DescribeNetworkInterfacesCommand({ Filters }));
    expect(described.NetworkInterfaces).toMatchObject([
      { Attachment: { DeviceIndex: 0 } },
      { Attachment: { DeviceIndex: 1, InstanceId, AttachmentId }, Status: 'in-use', Description: 'second' },
    ]);
    const remove = new aws.DeleteNetworkInterfaceCommand({ NetworkInterfaceId });
    await expect(lab.client.send(remove)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await lab.client.send(new aws.DetachNetworkInterfaceCommand({ AttachmentId }));
    await lab.client.send(remove);
    await expect(lab.client.send(remove)).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
    });
  });

  it('have a source/dest check of their own', async () => {
    await using lab = await openLab();
    const NetworkInterfaceId = only(lab.ec2.backend.interfacesOf(running(lab))).id;
    const SourceDestCheck = { Value: false };
    await lab.client.send(new aws.ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck }));
    const { Reservations } = await lab.client.send(new aws.DescribeInstancesCommand({}));
    expect(only(only(Reservations).Instances)).toMatchObject({ SourceDestCheck: false });
  });

  it('refuse a second attachment, a taken device index, and to leave as the primary', async () => {
    await using lab = await openLab();
    const { backend } = lab.ec2;
    const instanceId = running(lab);
    const primary = only(backend.interfacesOf(instanceId));
    const nic = backend.createInterface({ subnetId: lab.net.subnetId });
    expect(() => backend.attachInterface(nic.id, instanceId, 0)).toThrow("device index '0'");
    backend.attachInterface(nic.id, instanceId, 1);
    expect(() => backend.attachInterface(nic.id, instanceId, 2)).toThrow('in use');
    expect(() => backend.detachInterface(primary.attachment?.id ?? '')).toThrow('cannot be detached');
  });

  it('outlive the instance if they were attached to it later', async () => {
    await using lab = await openLab();
    const { backend } = lab.ec2;
    const instanceId = running(lab);
    const nic = backend.createInterface({ subnetId: lab.net.subnetId });
    backend.attachInterface(nic.id, instanceId, 1);
    backend.terminate(instanceId);
    backend.settle();
    const { NetworkInterfaces } = await lab.client.send(new aws.DescribeNetworkInterfacesCommand({}));
    expect(NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: nic.id, Status: 'available' }]);
  });
});

describe('tags', () => {
  it('are added, described and removed', async () => {
    await using lab = await openLab();
    const id = running(lab);
    const Resources = [id, lab.net.vpcId];
    const Tags = [{ Key: 'team', Value: 'a' }];
    await lab.client.send(new aws.CreateTagsCommand({ Resources, Tags }));
    const Filters = [{ Name: 'key', Values: ['team'] }];
    const find = async () => (await lab.client.send(new aws.DescribeTagsCommand({ Filters }))).Tags;
    expect(await find()).toEqual([
      { ResourceId: lab.net.vpcId, ResourceType: 'vpc', Key: 'team', Value: 'a' },
      { ResourceId: id, ResourceType: 'instance', Key: 'team', Value: 'a' },
    ]);
    const other = [{ Key: 'team', Value: 'b' }];
    await lab.client.send(new aws.DeleteTagsCommand({ Resources, Tags: other }));
    expect(await find()).toHaveLength(2);
    await lab.client.send(new aws.DeleteTagsCommand({ Resources, Tags: [{ Key: 'team' }] }));
    expect(await find()).toEqual([]);
  });

  it('refuse resources that are not there, for all of the call', async () => {
    await using lab = await openLab();
    const Resources = [lab.net.vpcId, 'i-0123456789abcdef0'];
    const call = new aws.CreateTagsCommand({ Resources, Tags: [{ Key: 'a', Value: 'b' }] });
    await expect(lab.client.send(call)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    expect(lab.ec2.backend.state.vpcs.get(lab.net.vpcId)?.tags.has('a')).toBe(false);
  });
});

describe('networks', () => {
  it('come with a main route table, and refuse ranges as EC2 does', async () => {
    await using cloud = await openCloud();
    const { client } = cloud;
    const { Vpc } = await client.send(new aws.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const VpcId = Vpc?.VpcId;
    const { RouteTables } = await client.send(new aws.DescribeRouteTablesCommand({}));
    expect(only(RouteTables)).toMatchObject({ VpcId, Associations: [{ Main: true }] });
    const subnet = (CidrBlock: string) => client.send(new aws.CreateSubnetCommand({ VpcId, CidrBlock }));
    await subnet('10.0.0.0/24');
    await expect(subnet('10.0.0.128/25')).rejects.toMatchObject({ name: 'InvalidSubnet.Conflict' });
    await expect(subnet('10.9.0.0/24')).rejects.toMatchObject({ name: 'InvalidSubnet.Range' });
    const wide = new aws.CreateVpcCommand({ CidrBlock: '10.0.0.0/8' });
    await expect(client.send(wide)).rejects.toMatchObject({ name: 'InvalidVpc.Range' });
  });

  it('get more ranges of both families', async () => {
    await using lab = await openLab();
    const VpcId = lab.net.vpcId;
    const ipv6 = { VpcId, AmazonProvidedIpv6CidrBlock: true };
    await lab.client.send(new aws.AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: '10.241.0.0/24' }));
    await lab.client.send(new aws.AssociateVpcCidrBlockCommand(ipv6));
    const { Vpcs } = await lab.client.send(new aws.DescribeVpcsCommand({ VpcIds: [VpcId] }));
    expect(only(Vpcs)).toMatchObject({
      CidrBlock: '10.240.0.0/24',
      CidrBlockAssociationSet: [{ CidrBlock: '10.240.0.0/24' }, { CidrBlock: '10.241.0.0/24' }],
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: expect.stringMatching(/^2600:1f.*::\/56$/) }],
    });
  });
});

describe('a crowd', () => {
  it('of 1,000 instances and routes has its place', async () => {
    await using cloud = await openCloud({ routeQuota: 1001 });
    const { backend } = cloud.ec2;
    const tableId = crowdOnEc2(backend, 1000);
    expect(backend.routesOf(tableId).filter(({ state }) => state === 'active')).toHaveLength(1001);
  });
});
