import { GCP_TUTORIAL } from '../../../infra/local/gcp.ts';
import type { Stop } from './tour.ts';

const { region, zone, subnet } = GCP_TUTORIAL;

const MANAGERS = `/zones/${zone}/instanceGroupManagers`;
const WORKERS = `${MANAGERS}/workers`;
const TEMPLATES = '/global/instanceTemplates';

const properties = {
  machineType: 'e2-small',
  canIpForward: true,
  disks: [{ boot: true, initializeParams: { sourceImage: 'global/images/family/some' } }],
  networkInterfaces: [{ subnetwork: `regions/${region}/subnetworks/${subnet}` }],
  metadata: { items: [{ key: 'pod-cidr', value: 'auto' }] },
  tags: { items: ['some'] },
};
const template = { name: 'worker', description: 'a worker', properties };
const elsewhere = { ...properties, networkInterfaces: [{ network: 'global/networks/none' }] };
const group = {
  name: 'workers',
  baseInstanceName: 'worker-a',
  instanceTemplate: 'global/instanceTemplates/worker',
  targetSize: 2,
  updatePolicy: { type: 'OPPORTUNISTIC', minimalAction: 'REPLACE' },
};

/** A request, what waits for its operation, and the group's instances while they change and when they have. */
const change = (...stop: Stop): readonly (Stop | 'settle')[] => [
  stop,
  ['POST', '/{operation}/wait'],
  ['GET', WORKERS],
  ['POST', `${WORKERS}/listManagedInstances`],
  'settle',
  ['GET', WORKERS],
  ['POST', `${WORKERS}/listManagedInstances`],
];

/** The first of the instances that `listManagedInstances` answered with. */
function firstOf(last: object) {
  const managed: unknown = Reflect.get(last, 'managedInstances');
  const [first]: unknown[] = Array.isArray(managed) ? managed : [];
  return { instances: [Reflect.get(Object(first), 'instance')] };
}

/** One of each method for images, instance templates and managed instance groups. */
export const GROUP_TOUR: readonly (Stop | 'settle')[] = [
  ['GET', '/global/images/some-v1'],
  ['GET', '/global/images/family/some'],
  ['POST', TEMPLATES, template],
  ['POST', '/{operation}/wait'],
  ['POST', TEMPLATES, { name: 'nowhere', properties: elsewhere }],
  ['POST', '/{operation}/wait'],
  ['GET', TEMPLATES],
  ['GET', `${TEMPLATES}/worker`],
  ...change('POST', MANAGERS, group),
  ['GET', MANAGERS],
  ['GET', '/aggregated/instanceGroupManagers'],
  ['POST', `${WORKERS}/listManagedInstances`],
  ...change('POST', `${WORKERS}/recreateInstances`, firstOf),
  ...change('POST', `${WORKERS}/deleteInstances`, firstOf),
  ...change('POST', `${WORKERS}/setInstanceTemplate`, { instanceTemplate: 'global/instanceTemplates/nowhere' }),
  // From the template of a network that is not there, so that the answer has the error of the last attempt.
  ...change('POST', `${WORKERS}/resize?size=2`),
  ['DELETE', WORKERS],
  ['POST', '/{operation}/wait'],
  ['DELETE', `${TEMPLATES}/nowhere`],
  ['POST', '/{operation}/wait'],
  ['GET', TEMPLATES],
];
