import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  ReplaceRouteCommand,
  type ResourceType,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { inject } from 'vitest';

const TAG = { Key: 'kubernetes.io/cluster/kubernetes-the-hard-way', Value: 'shared' };

const tagged = (ResourceType: ResourceType, Name?: string) => [
  { ResourceType, Tags: Name === undefined ? [TAG] : [TAG, { Key: 'Name', Value: Name }] },
];

/** The lab's cluster on moto, made and changed by its own hand rather than by podroutes. */
export class Cluster {
  readonly ec2 = new EC2Client({
    endpoint: inject('moto'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  });
  table = '';
  #vpc = '';
  subnet = '';

  static async make(): Promise<Cluster> {
    const cluster = new Cluster();
    const { Vpc } = await cluster.ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.240.0.0/24', TagSpecifications: tagged('vpc') }),
    );
    cluster.#vpc = Vpc?.VpcId ?? '';
    const { Subnet } = await cluster.ec2.send(
      new CreateSubnetCommand({ VpcId: cluster.#vpc, CidrBlock: '10.240.0.0/24' }),
    );
    cluster.subnet = Subnet?.SubnetId ?? '';
    cluster.table = await cluster.addTable();
    await cluster.ec2.send(new AssociateRouteTableCommand({ RouteTableId: cluster.table, SubnetId: cluster.subnet }));
    return cluster;
  }

  /** Another route table of the cluster. */
  async addTable(): Promise<string> {
    const command = new CreateRouteTableCommand({ VpcId: this.#vpc, TagSpecifications: tagged('route-table') });
    return (await this.ec2.send(command)).RouteTable?.RouteTableId ?? '';
  }

  /** Boots an instance; `interfaces` more than one by one each. */
  async boot(
    name: string,
    userData: string | Uint8Array,
    more: Partial<RunInstancesCommandInput> = {},
  ): Promise<string> {
    const { Instances } = await this.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...(more.NetworkInterfaces === undefined ? { SubnetId: this.subnet } : {}),
        UserData: Buffer.from(userData).toString('base64'),
        TagSpecifications: tagged('instance', name),
        ...more,
      }),
    );
    return Instances?.[0]?.InstanceId ?? '';
  }

  worker(i: number): Promise<string> {
    return this.boot(`worker-${i}`, `name=worker-${i}|pod-cidr=10.200.${i}.0/24`);
  }

  /** Two network interfaces in the cluster's subnet, for `boot`. */
  twoInterfaces(): Partial<RunInstancesCommandInput> {
    const at = (DeviceIndex: number) => ({ DeviceIndex, SubnetId: this.subnet });
    return { NetworkInterfaces: [at(0), at(1)] };
  }

  async terminate(id: string): Promise<void> {
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  }

  async createRoute(cidr: string, instance: string, table = this.table): Promise<void> {
    const route = { RouteTableId: table, DestinationCidrBlock: cidr, InstanceId: instance };
    await this.ec2.send(new CreateRouteCommand(route));
  }

  async replaceRoute(cidr: string, instance: string): Promise<void> {
    const route = { RouteTableId: this.table, DestinationCidrBlock: cidr, InstanceId: instance };
    await this.ec2.send(new ReplaceRouteCommand(route));
  }

  async deleteRoute(cidr: string): Promise<void> {
    await this.ec2.send(new DeleteRouteCommand({ RouteTableId: this.table, DestinationCidrBlock: cidr }));
  }

  /** The pod routes of a table: which range leads where. */
  async routes(table = this.table): Promise<Record<string, string | undefined>> {
    const { RouteTables } = await this.ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }));
    const routes = (RouteTables?.[0]?.Routes ?? []).filter(({ GatewayId }) => GatewayId !== 'local');
    return Object.fromEntries(
      routes.map((route) => [
        route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock,
        route.InstanceId ?? route.NetworkInterfaceId,
      ]),
    );
  }
}
