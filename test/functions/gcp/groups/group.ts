import { InstanceGroupManagersClient } from '@google-cloud/compute/build/src/v1/instance_group_managers_client.js';
import { InstanceTemplatesClient } from '@google-cloud/compute/build/src/v1/instance_templates_client.js';
import { GCP_SETTINGS } from '../../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { clientOptions } from '../../../../shared/gcp/api/client.ts';
import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { GcpTestbed } from '../../../support/testbed/gcp.ts';

const { project, zone, region, subnet, network } = GCP_TUTORIAL;
const GROUP = 'workers';
const group = { project, zone, instanceGroupManager: GROUP };

const nameOf = (path: string) => path.split('/').at(-1) ?? '';

/** Operations end, and what waits is delivered, until nothing happens any more. */
export async function settle(bench: GcpTestbed): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    bench.gce.settle();
    if (bench.eventarc.length === 0) return;
    await bench.deliver();
  }
  throw new Error('something happens for ever');
}

/** A managed instance group whose template asks for a range. */
export class ManagedGroup {
  readonly #bench: GcpTestbed;
  readonly #managers: InstanceGroupManagersClient;

  private constructor(bench: GcpTestbed, managers: InstanceGroupManagersClient) {
    this.#bench = bench;
    this.#managers = managers;
  }

  static async create(bench: GcpTestbed, targetSize: number): Promise<ManagedGroup> {
    const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: bench.gce.url });
    const managers = new InstanceGroupManagersClient(clientOptions(config));
    const properties = {
      machineType: 'e2-small',
      canIpForward: true,
      networkInterfaces: [{ subnetwork: `regions/${region}/subnetworks/${subnet}` }],
      metadata: { items: [{ key: 'pod-cidr', value: 'auto' }] },
    };
    const templates = new InstanceTemplatesClient(clientOptions(config));
    await templates.insert({ project, instanceTemplateResource: { name: GROUP, properties } });
    bench.gce.settle();
    const instanceTemplate = `global/instanceTemplates/${GROUP}`;
    const instanceGroupManagerResource = { name: GROUP, baseInstanceName: GROUP, instanceTemplate, targetSize };
    await managers.insert({ project, zone, instanceGroupManagerResource });
    return new ManagedGroup(bench, managers);
  }

  async resize(size: number): Promise<void> {
    await this.#managers.resize({ ...group, size });
  }

  async recreate(name: string): Promise<void> {
    const instanceGroupManagersRecreateInstancesRequestResource = { instances: [`zones/${zone}/instances/${name}`] };
    await this.#managers.recreateInstances({ ...group, instanceGroupManagersRecreateInstancesRequestResource });
  }

  get members() {
    return this.#bench.gce.backend.instances().filter(({ path }) => nameOf(path).startsWith(`${GROUP}-`));
  }

  get names(): string[] {
    return this.members.map(({ path }) => nameOf(path));
  }

  get ids(): string[] {
    return this.members.map(({ id }) => id);
  }

  /** What each member reads in its metadata, if exactly that has a route to it. */
  get ranges(): (string | undefined)[] {
    const routes = this.#bench.gce.backend.routesOf(network);
    return this.members.map(({ nics, metadata }) => {
      const told = metadata.items.find(({ key }) => key === 'pod-cidr')?.value;
      const own = routes.filter(({ nextHop, destRange }) => nextHop.value === nics[0]?.ip && destRange !== '0.0.0.0/0');
      return own.length === 1 && own[0]?.destRange === told ? told : undefined;
    });
  }
}
