import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { only, openLab, running, start, type Cloud } from './harness.ts';

const image = { ImageId: 'ami-0f1a5f5ada0e7da53', MinCount: 1, MaxCount: 1 };

async function run(cloud: Cloud, input: Partial<RunInstancesCommandInput>): Promise<Instance> {
  const { Instances } = await cloud.client.send(new RunInstancesCommand({ ...image, ...input }));
  return only(Instances);
}

async function read(cloud: Cloud, id: string): Promise<Instance> {
  const { Reservations } = await cloud.client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return only(only(Reservations).Instances);
}

async function userData(cloud: Cloud, id: string): Promise<string | undefined> {
  const call = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
  return (await cloud.client.send(call)).UserData?.Value;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('RunInstances', () => {
  it('starts a worker as the tutorial does', async () => {
    await using cloud = await openLab();
    const Tags = [{ Key: 'Name', Value: 'worker-0' }];
    const launched = await run(cloud, {
      SubnetId: cloud.net.subnetId,
      PrivateIpAddress: '10.240.0.20',
      UserData: base64('name=worker-0|pod-cidr=10.200.0.0/24'),
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    });
    expect(launched.State).toEqual({ Code: 0, Name: 'pending' });
    cloud.ec2.settle();
    const instance = await read(cloud, launched.InstanceId ?? '');
    expect(instance).toMatchObject({
      State: { Code: 16, Name: 'running' },
      VpcId: cloud.net.vpcId,
      SubnetId: cloud.net.subnetId,
      PrivateIpAddress: '10.240.0.20',
      LaunchTime: new Date(start),
      SourceDestCheck: true,
      Tags,
    });
    expect(only(instance.NetworkInterfaces)).toMatchObject({
      Attachment: { DeviceIndex: 0, DeleteOnTermination: true },
      PrivateIpAddress: '10.240.0.20',
      SourceDestCheck: true,
    });
    expect(await userData(cloud, launched.InstanceId ?? '')).toBe(base64('name=worker-0|pod-cidr=10.200.0.0/24'));
  });

  it('starts several as one reservation, each with its own address', async () => {
    await using cloud = await openLab();
    const call = new RunInstancesCommand({ ...image, MaxCount: 3, SubnetId: cloud.net.subnetId });
    const { Instances, ReservationId } = await cloud.client.send(call);
    expect(Instances?.map((instance) => instance.PrivateIpAddress)).toEqual(['10.240.0.4', '10.240.0.5', '10.240.0.6']);
    const { Reservations } = await cloud.client.send(new DescribeInstancesCommand({}));
    expect(only(Reservations)).toMatchObject({ ReservationId, Instances: [{}, {}, {}] });
  });

  it('starts one with several interfaces, and one with IPv6 addresses', async () => {
    await using cloud = await openLab();
    const { backend } = cloud.ec2;
    backend.associateCidr(cloud.net.vpcId, '10.241.0.0/24');
    backend.associateCidr(cloud.net.vpcId, '2600:1f00:0:1200::/56');
    const { vpcId } = cloud.net;
    const dual = backend.createSubnet({ vpcId, cidr: '10.241.0.0/24', ipv6Cidr: '2600:1f00:0:1200::/64' });
    const instance = await run(cloud, {
      NetworkInterfaces: [
        { DeviceIndex: 1, SubnetId: dual.id, Ipv6AddressCount: 2 },
        { DeviceIndex: 0, SubnetId: cloud.net.subnetId, PrivateIpAddress: '10.240.0.20' },
      ],
    });
    expect(instance.PrivateIpAddress).toBe('10.240.0.20');
    expect(instance.NetworkInterfaces?.map((nic) => nic.Attachment?.DeviceIndex)).toEqual([0, 1]);
    const addresses = instance.NetworkInterfaces?.[1]?.Ipv6Addresses;
    expect(addresses).toHaveLength(2);
    expect(addresses?.[0]?.Ipv6Address).toMatch(/^2600:1f00:0:1200::[0-9a-f]+$/);
  });

  it('gives the same instance for the same client token', async () => {
    await using cloud = await openLab();
    const input = { SubnetId: cloud.net.subnetId, ClientToken: 'once' };
    const first = await run(cloud, input);
    expect((await run(cloud, input)).InstanceId).toBe(first.InstanceId);
  });

  it.each([
    ['an address in use', { PrivateIpAddress: '10.240.0.99' }, 'InvalidIPAddress.InUse'],
    ['an address outside the subnet', { PrivateIpAddress: '10.9.9.9' }, 'InvalidParameterValue'],
    ['a reserved address', { PrivateIpAddress: '10.240.0.1' }, 'InvalidParameterValue'],
    ['an unknown subnet', { SubnetId: 'subnet-00000000000000000' }, 'InvalidSubnetID.NotFound'],
    ['user data that is not base64', { UserData: '!' }, 'InvalidUserData.Malformed'],
    ['too much user data', { UserData: base64('x'.repeat(16_385)) }, 'InvalidParameterValue'],
    ['a reserved tag', { TagSpecifications: tagged('aws:x') }, 'InvalidParameterValue'],
    ['one address for two', { MaxCount: 2, PrivateIpAddress: '10.240.0.20' }, 'InvalidParameterCombination'],
    ['fewer than one', { MinCount: 0 }, 'InvalidParameterValue'],
  ])('refuses %s, and starts nothing', async (_, input, name) => {
    await using cloud = await openLab();
    const { subnetId } = cloud.net;
    cloud.ec2.backend.runInstance({ subnetId, privateIpAddress: '10.240.0.99' });
    await expect(run(cloud, { SubnetId: subnetId, ...input })).rejects.toMatchObject({ name });
    expect([...cloud.ec2.backend.state.instances.values()]).toHaveLength(1);
  });
});

function tagged(Key: string) {
  return [{ ResourceType: 'instance' as const, Tags: [{ Key, Value: 'x' }] }];
}

describe('an instance that ends', () => {
  it('keeps everything while shutting down, and is stripped once terminated', async () => {
    await using cloud = await openLab();
    const id = running(cloud, 'name=worker-0');
    const before = await read(cloud, id);
    const { TerminatingInstances } = await cloud.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(only(TerminatingInstances)).toMatchObject({
      PreviousState: { Name: 'running' },
      CurrentState: { Name: 'shutting-down', Code: 32 },
    });
    expect(await read(cloud, id)).toMatchObject({
      State: { Name: 'shutting-down' },
      VpcId: before.VpcId,
      PrivateIpAddress: before.PrivateIpAddress,
    });
    cloud.ec2.settle();
    const after = await read(cloud, id);
    expect(after.State).toEqual({ Code: 48, Name: 'terminated' });
    expect(after.NetworkInterfaces).toEqual([]);
    for (const field of ['VpcId', 'SubnetId', 'PrivateIpAddress', 'SourceDestCheck']) {
      expect(after).not.toHaveProperty(field);
    }
    expect(await userData(cloud, id)).toBeUndefined();
  });

  it('is not found by its VPC any more, and by nothing once purged', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const inVpc = new DescribeInstancesCommand({
      Filters: [{ Name: 'vpc-id', Values: [cloud.net.vpcId] }],
    });
    expect((await cloud.client.send(inVpc)).Reservations).toHaveLength(1);
    cloud.ec2.backend.terminate(id);
    cloud.ec2.settle();
    expect((await cloud.client.send(inVpc)).Reservations).toEqual([]);
    expect((await cloud.client.send(new DescribeInstancesCommand({}))).Reservations).toHaveLength(1);
    cloud.ec2.backend.purge();
    await expect(read(cloud, id)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it('terminates at once when it was stopped; ending it again is fine', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    cloud.ec2.backend.stop(id);
    cloud.ec2.settle();
    const end = () => cloud.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(only((await end()).TerminatingInstances).CurrentState?.Name).toBe('terminated');
    expect(only((await end()).TerminatingInstances).PreviousState?.Name).toBe('terminated');
  });
});

describe('stop and start', () => {
  it('keeps interface and address and gives a new launch time', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const before = await read(cloud, id);
    await cloud.client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    cloud.ec2.settle();
    cloud.clock.now += 60_000;
    await cloud.client.send(new StartInstancesCommand({ InstanceIds: [id] }));
    cloud.ec2.settle();
    const after = await read(cloud, id);
    expect(after).toMatchObject({
      State: { Name: 'running' },
      PrivateIpAddress: before.PrivateIpAddress,
      NetworkInterfaces: [{ NetworkInterfaceId: before.NetworkInterfaces?.[0]?.NetworkInterfaceId }],
      LaunchTime: new Date(start + 60_000),
    });
  });

  it('refuses what the state does not allow', async () => {
    await using cloud = await openLab();
    const { id } = cloud.ec2.backend.runInstance({ subnetId: cloud.net.subnetId });
    const refused = { name: 'IncorrectInstanceState' };
    await expect(cloud.client.send(new StopInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject(refused);
    cloud.ec2.settle();
    cloud.ec2.backend.stop(id);
    await expect(cloud.client.send(new StartInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject(refused);
  });
});

describe('attributes', () => {
  it('gives empty user data when there is none', async () => {
    await using cloud = await openLab();
    const call = new DescribeInstanceAttributeCommand({ InstanceId: running(cloud), Attribute: 'userData' });
    expect((await cloud.client.send(call)).UserData).toEqual({});
  });

  it('changes user data only while stopped', async () => {
    await using cloud = await openLab();
    const id = running(cloud, 'old');
    const change = () =>
      cloud.client.send(
        new ModifyInstanceAttributeCommand({ InstanceId: id, UserData: { Value: Buffer.from('new') } }),
      );
    await expect(change()).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    cloud.ec2.backend.stop(id);
    cloud.ec2.settle();
    await change();
    expect(await userData(cloud, id)).toBe(base64('new'));
  });

  it('switches the source/dest check through the instance if it has one interface', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const off = () =>
      cloud.client.send(new ModifyInstanceAttributeCommand({ InstanceId: id, SourceDestCheck: { Value: false } }));
    await off();
    expect(await read(cloud, id)).toMatchObject({
      SourceDestCheck: false,
      NetworkInterfaces: [{ SourceDestCheck: false }],
    });
    const nic = cloud.ec2.backend.createInterface({ subnetId: cloud.net.subnetId });
    cloud.ec2.backend.attachInterface(nic.id, id, 1);
    await expect(off()).rejects.toMatchObject({
      name: 'InvalidInstanceID',
      message: expect.stringContaining('specify an interface ID'),
    });
  });

  it('reads type and source/dest check', async () => {
    await using cloud = await openLab();
    const InstanceId = running(cloud);
    const read = (Attribute: 'instanceType' | 'sourceDestCheck') =>
      cloud.client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
    expect(await read('instanceType')).toMatchObject({ InstanceType: { Value: 't2.small' } });
    expect(await read('sourceDestCheck')).toMatchObject({ SourceDestCheck: { Value: true } });
  });
});

describe('unknown ids', () => {
  it('one fails the whole call', async () => {
    await using cloud = await openLab();
    const call = new DescribeInstancesCommand({ InstanceIds: [running(cloud), 'i-0123456789abcdef0'] });
    await expect(cloud.client.send(call)).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-0123456789abcdef0' does not exist",
    });
  });

  it('are told from rubbish', async () => {
    await using cloud = await openLab();
    await expect(read(cloud, 'worker-0')).rejects.toMatchObject({ name: 'InvalidInstanceID.Malformed' });
  });
});
