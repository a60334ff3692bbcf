import { InstanceGroupManagersClient } from '@google-cloud/compute/build/src/v1/instance_group_managers_client.js';
import { InstanceTemplatesClient } from '@google-cloud/compute/build/src/v1/instance_templates_client.js';
import { clientOptions } from '../../../shared/gcp/api/client.ts';
import type { GcpConfig } from '../../../shared/gcp/config.ts';
import { GCP_TUTORIAL, type LocalGce } from '../gcp.ts';
import type { Narrator } from './narrator.ts';

export interface GcpStage {
  readonly gce: LocalGce;
  readonly config: GcpConfig;
  readonly tell: Narrator;
  /** Completes operations and delivers their events to the function. */
  readonly settle: () => Promise<void>;
}

const GROUP = 'pool';
const { project, zone, region, subnet } = GCP_TUTORIAL;
const group = { project, zone, instanceGroupManager: GROUP };
const template = `global/instanceTemplates/${GROUP}`;

const nameOf = (path: string) => path.split('/').at(-1) ?? '';

/** A template whose instances ask for a range, and a managed group of them. */
async function createGroup({ config, settle }: GcpStage, managers: InstanceGroupManagersClient, targetSize: number) {
  const templates = new InstanceTemplatesClient(clientOptions(config));
  const properties = {
    machineType: 'e2-small',
    canIpForward: true,
    networkInterfaces: [{ subnetwork: `regions/${region}/subnetworks/${subnet}` }],
    metadata: { items: [{ key: 'pod-cidr', value: 'auto' }] },
  };
  await templates.insert({ project, instanceTemplateResource: { name: GROUP, properties } });
  await settle();
  const resource = { name: GROUP, baseInstanceName: GROUP, instanceTemplate: template, targetSize };
  await managers.insert({ project, zone, instanceGroupManagerResource: resource });
}

/** A managed instance group: its VMs, all from one template, get ranges; it grows, and one VM is recreated. */
export async function demoGcpGroup(stage: GcpStage): Promise<void> {
  const { gce, tell, settle } = stage;
  const managers = new InstanceGroupManagersClient(clientOptions(stage.config));
  const nodes = () => gce.backend.instances().filter(({ path }) => nameOf(path).startsWith(GROUP));
  gce.onEvent(() => {
    for (const { path, nics } of nodes()) tell.setName(nics[0]?.ip ?? '', nameOf(path));
  });
  const told = new Map<string, string>();
  /** Lets everything happen, and tells what new ranges the VMs find in their metadata. */
  const settleAndTell = async () => {
    await settle();
    for (const { path, id, metadata } of nodes()) {
      const name = nameOf(path);
      const value = metadata.items.find(({ key }) => key === 'pod-cidr')?.value;
      if (value === undefined || told.get(name) === id) continue;
      told.set(name, id);
      tell.event(`metadata   ${name} reads pod-cidr=${value}`);
    }
  };

  tell.event('somebody creates a managed group of three, whose template asks for a range for each (pod-cidr=auto)');
  await createGroup(stage, managers, 3);
  await settleAndTell();
  tell.event('somebody resizes it to five');
  await managers.resize({ ...group, size: 5 });
  await settleAndTell();
  const [first = ''] = told.keys();
  tell.event(`somebody has the group recreate ${first}`);
  const instances = [`zones/${zone}/instances/${first}`];
  await managers.recreateInstances({
    ...group,
    instanceGroupManagersRecreateInstancesRequestResource: { instances },
  });
  await settleAndTell();
  await managers.close();
}
