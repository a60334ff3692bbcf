import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DetachInternetGatewayCommand,
  ReplaceRouteCommand,
  type CreateRouteCommandInput,
  type Route,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { byDestination, only, openLab, running, type Cloud } from './harness.ts';

type Lab = Awaited<ReturnType<typeof openLab>>;
type Input = Omit<CreateRouteCommandInput, 'RouteTableId'> & { RouteTableId?: string };

const podCidr = '10.200.0.0/24';
const multiple = (id: string) =>
  `There are multiple interfaces attached to instance '${id}'. ` +
  'Please specify an interface ID for the operation instead.';

function create(lab: Lab, input: Input) {
  return lab.client.send(new CreateRouteCommand({ RouteTableId: lab.net.routeTableId, ...input }));
}

function replace(lab: Lab, input: Input) {
  return lab.client.send(new ReplaceRouteCommand({ RouteTableId: lab.net.routeTableId, ...input }));
}

function remove(lab: Lab, destination: string) {
  const [RouteTableId, DestinationCidrBlock] = [lab.net.routeTableId, destination];
  return lab.client.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
}

async function readRoutes({ client }: Cloud, tableId: string): Promise<Route[]> {
  const call = new DescribeRouteTablesCommand({ RouteTableIds: [tableId] });
  return only((await client.send(call)).RouteTables).Routes ?? [];
}

async function readRoute(lab: Lab, destination = podCidr): Promise<Route | undefined> {
  return byDestination(await readRoutes(lab, lab.net.routeTableId), destination);
}

function secondInterface({ ec2, net }: Lab, instanceId: string) {
  const nic = ec2.backend.createInterface({ subnetId: net.subnetId });
  return { nic, attachment: ec2.backend.attachInterface(nic.id, instanceId, 1) };
}

describe('a new route table', () => {
  it('has a local route for each range of the VPC, also for those added later', async () => {
    await using lab = await openLab();
    lab.ec2.backend.associateCidr(lab.net.vpcId, '10.241.0.0/24');
    lab.ec2.backend.associateCidr(lab.net.vpcId, '2600:1F00:0:1200::/56');
    const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
    const routes = await readRoutes(lab, lab.net.routeTableId);
    expect(routes.filter(({ Origin }) => Origin === 'CreateRouteTable')).toEqual([
      { DestinationCidrBlock: '10.240.0.0/24', ...local },
      { DestinationCidrBlock: '10.241.0.0/24', ...local },
      { DestinationIpv6CidrBlock: '2600:1f00:0:1200::/56', ...local },
    ]);
  });
});

describe('CreateRoute', () => {
  it('to an instance is read with instance, owner and interface; so is one to its interface', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    const NetworkInterfaceId = only(lab.ec2.backend.interfacesOf(InstanceId)).id;
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    await create(lab, { DestinationCidrBlock: '10.200.1.0/24', NetworkInterfaceId });
    const expected = {
      InstanceId,
      InstanceOwnerId: '123456789012',
      NetworkInterfaceId,
      Origin: 'CreateRoute',
      State: 'active',
    };
    expect(await readRoute(lab)).toEqual({ DestinationCidrBlock: podCidr, ...expected });
    expect(await readRoute(lab, '10.200.1.0/24')).toMatchObject(expected);
  });

  it('succeeds again with the same target, however it is named', async () => {
    await using lab = await openLab();
    const id = running(lab);
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: id });
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: id });
    const NetworkInterfaceId = only(lab.ec2.backend.interfacesOf(id)).id;
    await create(lab, { DestinationCidrBlock: podCidr, NetworkInterfaceId });
    expect(await readRoutes(lab, lab.net.routeTableId)).toHaveLength(3);
  });

  it('refuses another target for a destination that is there', async () => {
    await using lab = await openLab();
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) });
    await expect(create(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) })).rejects.toMatchObject({
      name: 'RouteAlreadyExists',
      message: 'The route identified by 10.200.0.0/24 already exists.',
    });
  });

  it('clears host bits, and writes IPv6 in lower case and compressed', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    await create(lab, { DestinationCidrBlock: '100.68.0.18/18', InstanceId });
    await create(lab, { DestinationIpv6CidrBlock: 'FD00:0010:0:0:00AB::/64', InstanceId });
    const destinations = (await readRoutes(lab, lab.net.routeTableId)).slice(2);
    expect(destinations).toMatchObject([
      { DestinationCidrBlock: '100.68.0.0/18' },
      { DestinationIpv6CidrBlock: 'fd00:10::/64' },
    ]);
    await create(lab, { DestinationCidrBlock: '100.68.0.0/18', InstanceId });
    await remove(lab, '100.68.1.1/18');
    expect(await readRoutes(lab, lab.net.routeTableId)).toHaveLength(3);
  });

  it.each<[string, Partial<Input>]>([
    ['banana', { DestinationCidrBlock: 'banana' }],
    ['no prefix', { DestinationCidrBlock: '10.200.0.0' }],
    ['too long a prefix', { DestinationCidrBlock: '10.200.0.0/33' }],
    ['three octets', { DestinationCidrBlock: '192.168.1/24' }],
    ['IPv6 as IPv4', { DestinationCidrBlock: 'fd00::/64' }],
    ['IPv4 as IPv6', { DestinationIpv6CidrBlock: '10.200.0.0/24' }],
    ['link-local services', { DestinationCidrBlock: '169.254.168.0/22' }],
    ['a part of the link-local services', { DestinationCidrBlock: '169.254.169.254/32' }],
    ['the range of the VPC', { DestinationCidrBlock: '10.240.0.0/24' }],
    ['a part of the range of the VPC', { DestinationCidrBlock: '10.240.0.128/25' }],
  ])('refuses %s as destination', async (_, destination) => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    await expect(create(lab, { InstanceId, ...destination })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(replace(lab, { InstanceId, ...destination })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it.each<[string, Partial<Input>, string]>([
    ['unknown instance', { InstanceId: 'i-0123456789abcdef0' }, 'InvalidInstanceID.NotFound'],
    ['malformed instance', { InstanceId: 'i-xyz' }, 'InvalidInstanceID.Malformed'],
    ['unknown interface', { NetworkInterfaceId: 'eni-0123456789abcdef0' }, 'InvalidNetworkInterfaceID.NotFound'],
    ['unknown gateway', { GatewayId: 'igw-0123456789abcdef0' }, 'InvalidGatewayID.NotFound'],
    ['unknown NAT gateway', { NatGatewayId: 'nat-0123456789abcdef0' }, 'InvalidNatGatewayID.NotFound'],
    ['no target', {}, 'MissingParameter'],
    ['two targets', { InstanceId: 'i-1', GatewayId: 'igw-1' }, 'InvalidParameterCombination'],
    ['unknown table', { RouteTableId: 'rtb-0123456789abcdef0', InstanceId: 'i-1' }, 'InvalidRouteTableID.NotFound'],
  ])('refuses %s', async (_, input, name) => {
    await using lab = await openLab();
    await expect(create(lab, { DestinationCidrBlock: podCidr, ...input })).rejects.toMatchObject({ name });
  });

  it('refuses an instance with several interfaces; takes one of the interfaces', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    const { nic } = secondInterface(lab, InstanceId);
    const call = create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    await expect(call).rejects.toMatchObject({ name: 'InvalidInstanceID', message: multiple(InstanceId) });
    await create(lab, { DestinationCidrBlock: podCidr, NetworkInterfaceId: nic.id });
    expect(await readRoute(lab)).toMatchObject({ InstanceId, NetworkInterfaceId: nic.id, State: 'active' });
  });

  it.each(['shutting-down', 'terminated'])('refuses an instance that is %s', async (state) => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    lab.ec2.backend.terminate(InstanceId);
    if (state === 'terminated') lab.ec2.settle();
    await expect(create(lab, { DestinationCidrBlock: podCidr, InstanceId })).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
    });
  });

  it('refuses a target in another VPC', async () => {
    await using lab = await openLab();
    const { backend } = lab.ec2;
    const { id: vpcId } = backend.createVpc({ cidr: '10.0.0.0/16' });
    const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.0.0.0/24' });
    const { id } = backend.runInstance({ subnetId });
    await expect(create(lab, { DestinationCidrBlock: podCidr, InstanceId: id })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('belong to different networks'),
    });
  });

  it('stops at the quota, of each family on its own', async () => {
    await using lab = await openLab({ routeQuota: 3 });
    const InstanceId = running(lab);
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    await expect(create(lab, { DestinationCidrBlock: '10.200.1.0/24', InstanceId })).rejects.toMatchObject({
      name: 'RouteLimitExceeded',
    });
    await create(lab, { DestinationIpv6CidrBlock: 'fd00:10::/64', InstanceId });
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    await remove(lab, podCidr);
    await create(lab, { DestinationCidrBlock: '10.200.1.0/24', InstanceId });
  });
});

describe('ReplaceRoute', () => {
  it('points a route elsewhere', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) });
    await replace(lab, { DestinationCidrBlock: podCidr, InstanceId });
    expect(await readRoute(lab)).toMatchObject({ InstanceId, State: 'active' });
  });

  it('says what to do if there is none', async () => {
    await using lab = await openLab();
    await expect(replace(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: "There is no route defined for '10.200.0.0/24' in the route table. Use CreateRoute instead.",
    });
  });
});

describe('DeleteRoute', () => {
  it('takes a route away, and knows when there is none', async () => {
    await using lab = await openLab();
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) });
    await remove(lab, podCidr);
    expect(await readRoute(lab)).toBeUndefined();
    await expect(remove(lab, podCidr)).rejects.toMatchObject({ name: 'InvalidRoute.NotFound' });
  });

  it('leaves the local route alone', async () => {
    await using lab = await openLab();
    await expect(remove(lab, '10.240.0.0/24')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('blackholes', () => {
  it('come when the instance stops and heal when it starts', async () => {
    await using lab = await openLab();
    const InstanceId = running(lab);
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    const { backend } = lab.ec2;
    const state = async () => (await readRoute(lab))?.State;
    backend.stop(InstanceId);
    expect(await state()).toBe('active');
    backend.settle();
    expect(await readRoute(lab)).toMatchObject({ State: 'blackhole', InstanceId });
    backend.start(InstanceId);
    expect(await state()).toBe('active');
  });

  it.each([true, false])('stay behind a terminated instance; instance id kept: %s', async (kept) => {
    await using lab = await openLab({ variants: { blackholeKeepsInstanceId: kept } });
    const InstanceId = running(lab);
    const NetworkInterfaceId = only(lab.ec2.backend.interfacesOf(InstanceId)).id;
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId });
    lab.ec2.backend.terminate(InstanceId);
    expect(await readRoute(lab)).toMatchObject({ State: 'blackhole', InstanceId, NetworkInterfaceId });
    lab.ec2.settle();
    lab.ec2.backend.purge();
    const route = await readRoute(lab);
    expect(route).toMatchObject({ State: 'blackhole', NetworkInterfaceId });
    expect(route?.InstanceId).toBe(kept ? InstanceId : undefined);
  });

  it('come when the interface is detached; the route follows the interface to another instance', async () => {
    await using lab = await openLab();
    const [first, second] = [running(lab), running(lab)];
    const { nic, attachment } = secondInterface(lab, first);
    await create(lab, { DestinationCidrBlock: podCidr, NetworkInterfaceId: nic.id });
    lab.ec2.backend.detachInterface(attachment.id);
    const detached = await readRoute(lab);
    expect(detached).toMatchObject({ State: 'blackhole', NetworkInterfaceId: nic.id });
    expect(detached).not.toHaveProperty('InstanceId');
    lab.ec2.backend.attachInterface(nic.id, second, 1);
    expect(await readRoute(lab)).toMatchObject({ State: 'active', InstanceId: second });
  });

  it('come when the internet gateway is detached', async () => {
    await using lab = await openLab();
    const { gatewayId, vpcId } = lab.net;

    await lab.client.send(new DetachInternetGatewayCommand({ InternetGatewayId: gatewayId, VpcId: vpcId }));
    expect(await readRoute(lab, '0.0.0.0/0')).toMatchObject({ State: 'blackhole', GatewayId: gatewayId });
  });
});

describe('foreign routes', () => {
  it('can be put in place and are read like any other', async () => {
    await using lab = await openLab();
    const add = (route: Parameters<typeof lab.ec2.backend.addForeignRoute>[1]) =>
      lab.ec2.backend.addForeignRoute(lab.net.routeTableId, route);
    const vgw = { field: 'gatewayId', id: 'vgw-0123456789abcdef0' } as const;
    add({ destination: '10.200.7.0/24', target: vgw, origin: 'EnableVgwRoutePropagation' });
    add({ destination: '10.200.8.0/24', target: { field: 'natGatewayId', id: 'nat-1' } });
    add({ destination: '10.200.9.0/24', target: { field: 'vpcPeeringConnectionId', id: 'pcx-1' } });
    const ownerId = '999999999999';
    add({ destination: '10.200.6.0/24', target: { interfaceId: 'eni-1', instanceId: 'i-1', ownerId } });
    add({ destination: 'pl-1', target: { field: 'transitGatewayId', id: 'tgw-1' }, state: 'blackhole' });
    expect((await readRoutes(lab, lab.net.routeTableId)).slice(2)).toEqual([
      {
        DestinationCidrBlock: '10.200.7.0/24',
        GatewayId: vgw.id,
        Origin: 'EnableVgwRoutePropagation',
        State: 'active',
      },
      {
        DestinationCidrBlock: '10.200.8.0/24',
        NatGatewayId: 'nat-1',
        Origin: 'CreateRoute',
        State: 'active',
      },
      {
        DestinationCidrBlock: '10.200.9.0/24',
        VpcPeeringConnectionId: 'pcx-1',
        Origin: 'CreateRoute',
        State: 'active',
      },
      {
        DestinationCidrBlock: '10.200.6.0/24',
        NetworkInterfaceId: 'eni-1',
        InstanceId: 'i-1',
        InstanceOwnerId: ownerId,
        Origin: 'CreateRoute',
        State: 'active',
      },
      {
        DestinationPrefixListId: 'pl-1',
        TransitGatewayId: 'tgw-1',
        Origin: 'CreateRoute',
        State: 'blackhole',
      },
    ]);
  });

  it('lives beside a created route if it is propagated', async () => {
    await using lab = await openLab();
    const target = { field: 'gatewayId', id: 'vgw-1' } as const;
    const propagated = { destination: podCidr, target, origin: 'EnableVgwRoutePropagation' } as const;
    lab.ec2.backend.addForeignRoute(lab.net.routeTableId, propagated);
    await create(lab, { DestinationCidrBlock: podCidr, InstanceId: running(lab) });
    await remove(lab, podCidr);
    expect(await readRoute(lab)).toMatchObject({ Origin: 'EnableVgwRoutePropagation' });
  });
});
