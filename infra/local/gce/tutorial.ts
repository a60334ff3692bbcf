import type { GceBackend } from './backend/backend.ts';
import type { Pace } from './backend/specs.ts';
import type { Instance } from './backend/model.ts';

/** The cluster of the tutorial "Kubernetes the hard way", before its chapter on routes. */
export const GCP_TUTORIAL = {
  project: 'podroutes-local',
  region: 'us-west1',
  zone: 'us-west1-c',
  network: 'kubernetes-the-hard-way',
  subnet: 'kubernetes',
  subnetRange: '10.240.0.0/24',
  clusterRange: '10.200.0.0/16',
  tag: 'kubernetes-the-hard-way',
} as const;

const { network, region, zone, subnet, subnetRange, clusterRange, tag } = GCP_TUTORIAL;

export const TUTORIAL_GROUP_SIZE = 3;

export const controllerName = (index: number): string => `controller-${index}`;
export const controllerAddress = (index: number): string => `10.240.0.1${index}`;
export const workerName = (index: number): string => `worker-${index}`;
export const workerAddress = (index: number): string => `10.240.0.2${index}`;
export const workerPodCidr = (index: number): string => `10.200.${index}.0/24`;
/** The name the tutorial gives a worker's route. */
export const workerRouteName = (index: number): string => `kubernetes-route-10-200-${index}-0-24`;

/** Network, subnet, three controllers and three workers, all running; no pod routes yet. */
export function seedTutorialCluster(backend: GceBackend): void {
  seedTutorialNetwork(backend);
  for (let index = 0; index < TUTORIAL_GROUP_SIZE; index += 1) bootController(backend, index);
  for (let index = 0; index < TUTORIAL_GROUP_SIZE; index += 1) bootWorker(backend, index);
}

/** The network with its default internet route, the subnet with its route, and the firewall rules. */
export function seedTutorialNetwork(backend: GceBackend): void {
  backend.createNetwork(network);
  backend.createSubnet({ name: subnet, network, region, range: subnetRange });
  backend.createFirewall(`${network}-allow-internal`, network, {
    allowed: ['tcp', 'udp', 'icmp'].map((IPProtocol) => ({ IPProtocol })),
    sourceRanges: [subnetRange, clusterRange],
  });
  backend.createFirewall(`${network}-allow-external`, network, {
    allowed: [{ IPProtocol: 'tcp', ports: ['22'] }, { IPProtocol: 'tcp', ports: ['6443'] }, { IPProtocol: 'icmp' }],
    sourceRanges: ['0.0.0.0/0'],
  });
}

/** A controller: it forwards, but has no pod CIDR. */
export function bootController(backend: GceBackend, index: number, pace?: Pace): Instance {
  const node = { name: controllerName(index), ip: controllerAddress(index), tags: [tag, 'controller'] };
  return backend.createInstance({ zone, subnet, canIpForward: true, ...node }, pace);
}

/** A worker with its pod CIDR in the metadata; `gradually` leaves it booting until `settle`. */
export function bootWorker(backend: GceBackend, index: number, pace?: Pace): Instance {
  const node = {
    name: workerName(index),
    ip: workerAddress(index),
    metadata: { 'pod-cidr': workerPodCidr(index) },
    tags: [tag, 'worker'],
  };
  return backend.createInstance({ zone, subnet, canIpForward: true, ...node }, pace);
}
