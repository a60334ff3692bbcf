import type { GceWorld } from './backend/backend.ts';
import type { Pace } from './backend/specs.ts';
import type { Instance } from './backend/model.ts';

/** The cluster of the tutorial "Kubernetes the hard way", before its chapter on routes. */
export const LAB = {
  project: 'podroutes-local',
  region: 'us-west1',
  zone: 'us-west1-c',
  network: 'kubernetes-the-hard-way',
  subnet: 'kubernetes',
  subnetRange: '10.240.0.0/24',
  clusterRange: '10.200.0.0/16',
  tag: 'kubernetes-the-hard-way',
} as const;

export const LAB_SIZE = 3;

export const controllerName = (index: number): string => `controller-${index}`;
export const controllerAddress = (index: number): string => `10.240.0.1${index}`;
export const workerName = (index: number): string => `worker-${index}`;
export const workerAddress = (index: number): string => `10.240.0.2${index}`;
export const workerPodRange = (index: number): string => `10.200.${index}.0/24`;
/** The name the tutorial gives a worker's route. */
export const workerRouteName = (index: number): string => `kubernetes-route-10-200-${index}-0-24`;

/** Network, subnet, three controllers and three workers, all running; no pod routes yet. */
export function seedLabCluster(world: GceWorld): void {
  seedLabNetwork(world);
  for (let index = 0; index < LAB_SIZE; index += 1) bootController(world, index);
  for (let index = 0; index < LAB_SIZE; index += 1) bootWorker(world, index);
}

/** The network with its default internet route, the subnet with its route, and the firewall rules. */
export function seedLabNetwork(world: GceWorld): void {
  world.createNetwork(LAB.network);
  world.createSubnet({ name: LAB.subnet, network: LAB.network, region: LAB.region, range: LAB.subnetRange });
  world.createFirewall(`${LAB.network}-allow-internal`, LAB.network, {
    allowed: ['tcp', 'udp', 'icmp'].map((IPProtocol) => ({ IPProtocol })),
    sourceRanges: [LAB.subnetRange, LAB.clusterRange],
  });
  world.createFirewall(`${LAB.network}-allow-external`, LAB.network, {
    allowed: [{ IPProtocol: 'tcp', ports: ['22'] }, { IPProtocol: 'tcp', ports: ['6443'] }, { IPProtocol: 'icmp' }],
    sourceRanges: ['0.0.0.0/0'],
  });
}

/** A controller: it forwards, but has no pod CIDR. */
export function bootController(world: GceWorld, index: number, pace?: Pace): Instance {
  const node = { name: controllerName(index), ip: controllerAddress(index), tags: [LAB.tag, 'controller'] };
  return world.createInstance({ zone: LAB.zone, subnet: LAB.subnet, canIpForward: true, ...node }, pace);
}

/** A worker with its pod CIDR in the metadata; `gradually` leaves it booting until `settle`. */
export function bootWorker(world: GceWorld, index: number, pace?: Pace): Instance {
  const node = {
    name: workerName(index),
    ip: workerAddress(index),
    metadata: { 'pod-cidr': workerPodRange(index) },
    tags: [LAB.tag, 'worker'],
  };
  return world.createInstance({ zone: LAB.zone, subnet: LAB.subnet, canIpForward: true, ...node }, pace);
}
