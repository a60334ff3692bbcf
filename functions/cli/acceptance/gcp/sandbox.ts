import * as z from 'zod/mini';
import { POD_CIDR_KEY } from '../../../../shared/gcp/pod-cidr-metadata.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { GcpType } from '../cost.ts';
import { clusterOf, NETWORK_RANGE, RUN_TAG } from '../names.ts';
import { type Compute, read, write } from './compute.ts';

/** Networks and subnets have no labels: their description says which run made them. */
const describeRun = (run: string): string => `podroutes acceptance run ${run}`;

export const runInDescription = (description: string | undefined): string | undefined =>
  /^podroutes acceptance run (\w+)$/.exec(description ?? '')?.[1];

/** Outside the cluster CIDR, for routes that are made by hand. */
export const MANUAL_ROUTES = {
  byAddress: '10.252.1.0/24',
  byInstance: '10.252.2.0/24',
  atOnce: ['10.252.3.0/24', '10.252.4.0/24'],
  repeated: '10.252.5.0/24',
  outside: '10.252.9.0/24',
} as const;

export interface Sandbox {
  readonly run: string;
  readonly zone: string;
  /** Name of the network and of its subnet. */
  readonly network: string;
}

export const regionOf = (zone: string): string => zone.replace(/-[a-z]$/, '');

export const networkPath = (project: string, network: string): string =>
  `projects/${project}/global/networks/${network}`;

const subnetPath = (project: string, { zone, network }: Sandbox) =>
  `projects/${project}/regions/${regionOf(zone)}/subnetworks/${network}`;

/** A network with one subnet. No firewall rule lets anybody in, and no instance has an address outside. */
export async function createSandbox(compute: Compute, sandbox: Sandbox): Promise<void> {
  const { run, zone, network: name } = sandbox;
  const named = { name, description: describeRun(run) };
  await write(compute, {
    path: 'global/networks',
    body: { ...named, autoCreateSubnetworks: false },
    permission: 'compute.networks.create',
  });
  await write(compute, {
    path: `regions/${regionOf(zone)}/subnetworks`,
    body: { ...named, network: networkPath(compute.project, name), ipCidrRange: NETWORK_RANGE },
    permission: 'compute.subnetworks.create',
  });
}

/** The smallest image that everybody may use. */
export const DEFAULT_IMAGE = 'projects/debian-cloud/global/images/family/debian-12';

export interface Launch {
  readonly type: GcpType;
  readonly image: string;
  readonly name: 'first' | 'second';
  readonly range?: string;
}

const Interface = z.object({ networkIP: z.optional(z.string()) });
const Item = z.object({ key: z.string(), value: z.optional(z.string()) });

export const Instance = z.object({
  id: z.string(),
  name: z.string(),
  status: z.optional(z.string()),
  canIpForward: z.optional(z.boolean()),
  metadata: z.optional(z.object({ fingerprint: z.optional(z.string()), items: z.optional(z.array(Item)) })),
  networkInterfaces: z.optional(z.array(Interface)),
});

export type Instance = z.infer<typeof Instance>;

export const instancesPath = ({ zone }: Sandbox): string => `zones/${zone}/instances`;

/** @param instance its name or its id; undefined when it does not exist */
export function readInstance(compute: Compute, sandbox: Sandbox, instance: string): Promise<Instance | undefined> {
  const path = `${instancesPath(sandbox)}/${instance}`;
  return read(compute, { path, schema: Instance, permission: 'compute.instances.get' });
}

export interface Launched {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** Boots one instance, and waits until it runs. */
export async function launch(compute: Compute, sandbox: Sandbox, { type, image, name, range }: Launch) {
  const { run, zone } = sandbox;
  const items = range === undefined ? [] : [{ key: POD_CIDR_KEY, value: range }];
  const full = `${clusterOf(run)}-${name}`;
  const body = {
    name: full,
    labels: { [RUN_TAG]: run },
    machineType: `zones/${zone}/machineTypes/${type}`,
    canIpForward: true,
    disks: [{ boot: true, autoDelete: true, initializeParams: { sourceImage: image, diskSizeGb: '10' } }],
    networkInterfaces: [{ subnetwork: subnetPath(compute.project, sandbox) }],
    metadata: { items },
  };
  await write(compute, { path: instancesPath(sandbox), body, permission: 'compute.instances.create' });
  return launched(await readInstance(compute, sandbox, full), full);
}

function launched(instance: Instance | undefined, name: string): Launched {
  const address = instance?.networkInterfaces?.[0]?.networkIP;
  if (instance !== undefined && address !== undefined) return { id: instance.id, name, address };
  throw new CloudError('not-ready', 'NoSuchInstance', `${name} is not shown after it was made`);
}
