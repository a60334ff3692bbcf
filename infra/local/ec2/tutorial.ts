import type { Instance } from './backend/model.ts';
import type { Ec2Backend } from './backend/backend.ts';

/** The cluster of the tutorial Kubernetes the Hard Way, before its chapter on routes. */
export const AWS_TUTORIAL = {
  cluster: 'kubernetes-the-hard-way',
  clusterTag: { 'kubernetes.io/cluster/kubernetes-the-hard-way': 'shared' },
  clusterCidr: '10.200.0.0/16',
  vpcCidr: '10.240.0.0/24',
  controllers: 3,
  workers: 3,
} as const;

export interface TutorialNetwork {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly gatewayId: string;
  readonly routeTableId: string;
  readonly securityGroupId: string;
}

export interface TutorialCluster extends TutorialNetwork {
  readonly controllers: readonly Instance[];
  readonly workers: readonly Instance[];
}

/** The pod CIDR of worker `i`. */
export function podCidrOf(i: number): string {
  return `10.200.${i}.0/24`;
}

/** The whole cluster with all instances running, and no pod route. */
export function seedTutorialCluster(backend: Ec2Backend): TutorialCluster {
  const network = createTutorialNetwork(backend);
  const controllers = numbers(AWS_TUTORIAL.controllers).map((i) => bootController(backend, network, i));
  const workers = numbers(AWS_TUTORIAL.workers).map((i) => bootWorker(backend, network, i));
  backend.settle();
  const now = ({ id }: Instance) => backend.instance(id) ?? [];
  return { ...network, controllers: controllers.flatMap(now), workers: workers.flatMap(now) };
}

/** VPC, subnet, internet gateway, route table, security group and key pair; no instance. */
export function createTutorialNetwork(backend: Ec2Backend): TutorialNetwork {
  const tags = AWS_TUTORIAL.clusterTag;
  const { id: vpcId } = backend.createVpc({ cidr: AWS_TUTORIAL.vpcCidr, tags });
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: AWS_TUTORIAL.vpcCidr, tags });
  const { id: gatewayId } = backend.createInternetGateway(vpcId, tags);
  const { id: routeTableId } = backend.createRouteTable({ vpcId, tags });
  backend.associateRouteTable(routeTableId, subnetId);
  backend.createRoute(routeTableId, '0.0.0.0/0', { field: 'gatewayId', id: gatewayId });
  backend.ensureKeyPair(AWS_TUTORIAL.cluster);
  const { id: securityGroupId } = backend.createSecurityGroup({
    vpcId,
    name: AWS_TUTORIAL.cluster,
    description: AWS_TUTORIAL.cluster,
    tags,
  });
  for (const range of [AWS_TUTORIAL.clusterCidr, AWS_TUTORIAL.vpcCidr]) backend.allowFrom(securityGroupId, range);
  return { vpcId, subnetId, gatewayId, routeTableId, securityGroupId };
}

export function bootController(backend: Ec2Backend, network: TutorialNetwork, i: number): Instance {
  return boot(backend, network, { name: `controller-${i}`, address: `10.240.0.1${i}` });
}

/** Starts worker `i`, at its address in the tutorial or another; it is `pending`. */
export function bootWorker(
  backend: Ec2Backend,
  network: TutorialNetwork,
  i: number,
  address: string = `10.240.0.2${i}`,
): Instance {
  return boot(backend, network, { name: `worker-${i}`, address, podCidr: podCidrOf(i) });
}

function boot(
  backend: Ec2Backend,
  network: TutorialNetwork,
  node: { name: string; address: string; podCidr?: string },
): Instance {
  const instance = backend.runInstance({
    interfaces: [
      {
        subnetId: network.subnetId,
        privateIpAddress: node.address,
        groupIds: [network.securityGroupId],
        associatePublicIp: true,
      },
    ],
    keyName: AWS_TUTORIAL.cluster,
    userData: `name=${node.name}${node.podCidr === undefined ? '' : `|pod-cidr=${node.podCidr}`}`,
    tags: { Name: node.name, ...AWS_TUTORIAL.clusterTag },
  });
  backend.setSourceDestCheck(instance.id, false);
  return instance;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
