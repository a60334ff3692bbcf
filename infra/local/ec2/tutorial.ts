import type { Instance } from './backend/model.ts';
import type { Ec2World } from './backend/backend.ts';

/** The cluster of the tutorial Kubernetes the Hard Way, before its chapter on routes. */
export const lab = {
  cluster: 'kubernetes-the-hard-way',
  clusterTag: { 'kubernetes.io/cluster/kubernetes-the-hard-way': 'shared' },
  clusterCidr: '10.200.0.0/16',
  vpcCidr: '10.240.0.0/24',
  controllers: 3,
  workers: 3,
} as const;

export interface LabNetwork {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly gatewayId: string;
  readonly routeTableId: string;
  readonly securityGroupId: string;
}

export interface LabCluster extends LabNetwork {
  readonly controllers: readonly Instance[];
  readonly workers: readonly Instance[];
}

/** The pod CIDR of worker `i`. */
export function podCidrOf(i: number): string {
  return `10.200.${i}.0/24`;
}

/** The whole cluster with all instances running, and no pod route. */
export function seedLabCluster(world: Ec2World): LabCluster {
  const network = createLabNetwork(world);
  const controllers = numbers(lab.controllers).map((i) => bootController(world, network, i));
  const workers = numbers(lab.workers).map((i) => bootWorker(world, network, i));
  world.settle();
  const now = ({ id }: Instance) => world.instance(id) ?? [];
  return { ...network, controllers: controllers.flatMap(now), workers: workers.flatMap(now) };
}

/** VPC, subnet, internet gateway, route table and security group; no instance. */
export function createLabNetwork(world: Ec2World): LabNetwork {
  const tags = lab.clusterTag;
  const { id: vpcId } = world.createVpc({ cidr: lab.vpcCidr, tags });
  const { id: subnetId } = world.createSubnet({ vpcId, cidr: lab.vpcCidr, tags });
  const { id: gatewayId } = world.createInternetGateway(vpcId, tags);
  const { id: routeTableId } = world.createRouteTable({ vpcId, tags });
  world.associateRouteTable(routeTableId, subnetId);
  world.createRoute(routeTableId, '0.0.0.0/0', { field: 'gatewayId', id: gatewayId });
  const { id: securityGroupId } = world.createSecurityGroup({
    vpcId,
    name: lab.cluster,
    description: lab.cluster,
    tags,
  });
  for (const range of [lab.clusterCidr, lab.vpcCidr]) world.allowFrom(securityGroupId, range);
  return { vpcId, subnetId, gatewayId, routeTableId, securityGroupId };
}

export function bootController(world: Ec2World, network: LabNetwork, i: number): Instance {
  return boot(world, network, { name: `controller-${i}`, address: `10.240.0.1${i}` });
}

/** Starts worker `i`, at its address in the tutorial or another; it is `pending`. */
export function bootWorker(
  world: Ec2World,
  network: LabNetwork,
  i: number,
  address: string = `10.240.0.2${i}`,
): Instance {
  return boot(world, network, { name: `worker-${i}`, address, podCidr: podCidrOf(i) });
}

function boot(
  world: Ec2World,
  network: LabNetwork,
  node: { name: string; address: string; podCidr?: string },
): Instance {
  const instance = world.runInstance({
    interfaces: [
      {
        subnetId: network.subnetId,
        privateIpAddress: node.address,
        groupIds: [network.securityGroupId],
        associatePublicIp: true,
      },
    ],
    keyName: lab.cluster,
    userData: `name=${node.name}${node.podCidr === undefined ? '' : `|pod-cidr=${node.podCidr}`}`,
    tags: { Name: node.name, ...lab.clusterTag },
  });
  world.setSourceDestCheck(instance.id, false);
  return instance;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
