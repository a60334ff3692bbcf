import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';

const { network, region, zone, subnet } = GCP_TUTORIAL;

/** A request below the project, and what it sends, perhaps made of the answer before. */
export type Stop = readonly [method: string, path: string, body?: object | ((last: object) => object)];

const INSTANCES = `zones/${zone}/instances`;
const instance = {
  name: 'node-1',
  canIpForward: true,
  machineType: `zones/${zone}/machineTypes/e2-small`,
  networkInterfaces: [
    { subnetwork: `regions/${region}/subnetworks/${subnet}`, accessConfigs: [{ type: 'ONE_TO_ONE_NAT' }] },
  ],
  metadata: { items: [{ key: 'pod-cidr', value: '10.200.7.0/24' }] },
  tags: { items: ['some'] },
};
const route = { name: 'pods-1', network: `global/networks/${network}`, destRange: '10.200.7.0/24', priority: 1000 };
const address = { name: 'address-1' };
const firewall = {
  name: 'rule-1',
  network: `global/networks/${network}`,
  allowed: [{ IPProtocol: 'tcp', ports: ['22'] }],
  sourceRanges: ['0.0.0.0/0'],
};

/** One of each method for instances, routes and what is around them; `{operation}` is the operation before. */
export const TOUR: readonly Stop[] = [
  ['GET', ''],
  ['GET', '/zones'],
  ['GET', `/zones/${zone}`],
  ['GET', '/regions'],
  ['GET', `/regions/${region}`],
  ['POST', '/global/networks', { name: 'other', autoCreateSubnetworks: false }],
  ['POST', '/{operation}/wait'],
  ['GET', '/global/networks'],
  ['GET', `/global/networks/${network}`],
  ['GET', `/global/networks/${network}/getEffectiveFirewalls`],
  [
    'POST',
    `/regions/${region}/subnetworks`,
    { name: 's', network: 'global/networks/other', ipCidrRange: '10.9.0.0/24' },
  ],
  ['GET', '/{operation}'],
  ['POST', '/{operation}/wait'],
  ['GET', `/regions/${region}/operations`],
  ['GET', `/regions/${region}/subnetworks`],
  ['GET', `/regions/${region}/subnetworks/s`],
  ['GET', '/aggregated/subnetworks'],
  ['DELETE', `/regions/${region}/subnetworks/s`],
  ['POST', '/{operation}/wait'],
  ['DELETE', '/global/networks/other'],
  ['POST', '/{operation}/wait'],
  ['POST', '/global/firewalls', firewall],
  ['POST', '/{operation}/wait'],
  ['PATCH', '/global/firewalls/rule-1', { priority: 900 }],
  ['POST', '/{operation}/wait'],
  ['GET', '/global/firewalls'],
  ['GET', '/global/firewalls/rule-1'],
  ['DELETE', '/global/firewalls/rule-1'],
  ['POST', `/regions/${region}/addresses`, address],
  ['POST', '/{operation}/wait'],
  ['GET', `/regions/${region}/addresses`],
  ['GET', `/regions/${region}/addresses/address-1`],
  ['GET', '/aggregated/addresses'],
  ['DELETE', `/regions/${region}/addresses/address-1`],
  ['POST', `/${INSTANCES}`, instance],
  ['GET', '/{operation}'],
  ['POST', '/{operation}/wait'],
  ['GET', `/zones/${zone}/operations`],
  [
    'POST',
    `/${INSTANCES}/bulkInsert`,
    { count: '2', namePattern: 'bulk-#', instanceProperties: { ...instance, name: undefined } },
  ],
  ['POST', '/{operation}/wait'],
  ['GET', `/${INSTANCES}`],
  ['GET', `/${INSTANCES}/node-1`],
  ['GET', '/aggregated/instances?maxResults=3'],
  ['GET', `/${INSTANCES}/node-1`],
  ['PUT', `/${INSTANCES}/node-1`, (last) => ({ ...last, canIpForward: false })],
  ['POST', '/{operation}/wait'],
  ['GET', `/${INSTANCES}/node-1`],
  ['POST', `/${INSTANCES}/node-1/setMetadata`, (last) => Reflect.get(last, 'metadata')],
  ['POST', '/{operation}/wait'],
  ['POST', '/global/routes', { ...route, nextHopIp: '10.240.0.20' }],
  ['GET', '/{operation}'],
  ['POST', '/{operation}/wait'],
  ['POST', '/global/routes', { ...route, name: 'pods-2', nextHopInstance: `${INSTANCES}/node-1`, tags: ['some'] }],
  ['POST', '/{operation}/wait'],
  ...['suspend', 'resume', 'stop', 'start', 'reset'].flatMap((verb): Stop[] => [
    ['POST', `/${INSTANCES}/node-1/${verb}`],
    ['POST', '/{operation}/wait'],
    ['GET', `/${INSTANCES}/node-1`],
    ['GET', '/global/routes'],
  ]),
  ['GET', '/global/routes/pods-1'],
  ['DELETE', '/global/routes/pods-1'],
  ['GET', '/global/operations'],
  ['GET', '/aggregated/operations'],
  ['DELETE', `/${INSTANCES}/node-1`],
  ['POST', '/{operation}/wait'],
  ['GET', '/global/routes/pods-2'],
];
