import { InstanceGroupManagersClient } from '@google-cloud/compute/build/src/v1/instance_group_managers_client.js';
import { InstanceTemplatesClient } from '@google-cloud/compute/build/src/v1/instance_templates_client.js';
import { ZoneOperationsClient } from '@google-cloud/compute/build/src/v1/zone_operations_client.js';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { GCP_TUTORIAL, seedTutorialCluster, startLocalGce } from '../../../../infra/local/gcp.ts';
import { clientOptions, CODES } from './clients.ts';
import { AT, listen, project, zone } from './setup.ts';

const NAME = 'workers';
const group = { project, zone, instanceGroupManager: NAME };
const AGENT = '415104041262@cloudservices.gserviceaccount.com';

const properties = {
  machineType: 'e2-small',
  canIpForward: true,
  networkInterfaces: [{ subnetwork: `regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}` }],
  metadata: { items: [{ key: 'pod-cidr', value: 'auto' }] },
};

// Making a client takes long, so that all tests share them; each has a project of its own.
const server = await startLocalGce({ now: () => AT });
afterAll(() => server.close());
const managers = new InstanceGroupManagersClient(clientOptions(server));
const templates = new InstanceTemplatesClient(clientOptions(server));
const operations = new ZoneOperationsClient(clientOptions(server));

let gce = server;
beforeEach(() => {
  gce = server.renew();
  seedTutorialCluster(gce.backend);
});

async function insertTemplate(name: string, more: object = {}): Promise<void> {
  await templates.insert({ project, instanceTemplateResource: { name, properties: { ...properties, ...more } } });
  gce.settle();
}

/** Asks for a group from a template of its own; answers the operation's name. */
async function insertGroup(targetSize: number): Promise<string> {
  await insertTemplate('worker');
  const resource = {
    name: NAME,
    baseInstanceName: 'worker-a',
    instanceTemplate: 'global/instanceTemplates/worker',
    targetSize,
  };
  const [{ latestResponse }] = await managers.insert({ project, zone, instanceGroupManagerResource: resource });
  return latestResponse.name;
}

async function members() {
  const [listed] = await managers.listManagedInstances(group);
  return listed;
}

const actionsNow = async () => (await members()).map(({ currentAction }) => currentAction);

/** Names and ids of the members. */
async function identities(): Promise<[string, string][]> {
  return (await members()).map(({ name, id }) => [name ?? '', String(id)]);
}

const metadataOf = (name: string) => gce.backend.instance(name).metadata.items;

test('a group creates instances from its template, and the log says who did', async () => {
  await insertTemplate('other');
  const entries = listen(gce);
  await insertGroup(2);
  await expect(members()).rejects.toMatchObject({ code: CODES.notFound });
  gce.settle();
  expect(await actionsNow()).toEqual(['NONE', 'NONE']);
  const [[name] = ['']] = await identities();
  expect(name).toMatch(/^worker-a-[0-9a-f]{4}$/);
  expect(gce.backend.instance(name)).toMatchObject({
    status: 'RUNNING',
    canIpForward: true,
    extra: { machineType: 'e2-small' },
  });
  expect(metadataOf(name)).toEqual([
    { key: 'pod-cidr', value: 'auto' },
    { key: 'instance-template', value: 'projects/415104041262/global/instanceTemplates/worker' },
    { key: 'created-by', value: 'projects/415104041262/zones/us-west1-c/instanceGroupManagers/workers' },
  ]);
  const inserts = entries.filter(({ resource }) => resource.type === 'gce_instance');
  expect(inserts).toHaveLength(4);
  for (const { protoPayload } of inserts) {
    expect(protoPayload).toMatchObject({
      methodName: 'v1.compute.instances.insert',
      authenticationInfo: { principalEmail: AGENT },
      requestMetadata: { callerSuppliedUserAgent: 'GCE Managed Instance Group' },
    });
  }
});

test('a group shows what it does', async () => {
  await insertGroup(3);
  gce.settle();
  const [shown] = await managers.get(group);
  expect(shown).toMatchObject({
    name: NAME,
    baseInstanceName: 'worker-a',
    targetSize: 3,
    instanceTemplate: `https://www.googleapis.com/compute/v1/projects/${project}/global/instanceTemplates/worker`,
    currentActions: { none: 3, creating: 0 },
    status: { isStable: true },
  });
  const [listed] = await managers.list({ project, zone });
  expect(listed.map(({ name }) => name)).toEqual([NAME]);
});

test('a group is resized', async () => {
  await insertGroup(3);
  gce.settle();
  const before = await identities();
  await managers.resize({ ...group, size: 1 });
  gce.settle();
  expect(await identities()).toEqual(before.slice(0, 1));
  await managers.resize({ ...group, size: 2 });
  gce.settle();
  expect(await identities()).toHaveLength(2);
});

test('while its operations are under way, a group says which they are', async () => {
  const operation = await insertGroup(1);
  await operations.wait({ project, zone, operation });
  expect(await actionsNow()).toEqual(['CREATING']);
  gce.settle();
  expect(await actionsNow()).toEqual(['NONE']);
});

test.each(['recreateInstances', 'markUnhealthy'])(
  '%s keeps the name and takes another id and the metadata of the template',
  async (how) => {
    await insertGroup(1);
    gce.settle();
    const [[name, id] = ['', '']] = await identities();
    gce.backend.setMetadata(name, [...metadataOf(name), { key: 'note', value: 'mine' }]);
    const entries = listen(gce);
    if (how === 'markUnhealthy') gce.backend.markUnhealthy(name);
    else {
      const instances = [`zones/${zone}/instances/${name}`];
      const instanceGroupManagersRecreateInstancesRequestResource = { instances };
      await managers.recreateInstances({ ...group, instanceGroupManagersRecreateInstancesRequestResource });
    }
    gce.settle();
    const [[again, other] = []] = await identities();
    expect(again).toBe(name);
    expect(other).not.toBe(id);
    expect(metadataOf(name).map(({ key }) => key)).toEqual(['pod-cidr', 'instance-template', 'created-by']);
    const methods = entries
      .filter(({ operation }) => operation.last)
      .map(({ protoPayload }) => protoPayload.methodName);
    expect(methods).toEqual([
      how === 'markUnhealthy'
        ? 'compute.instances.repair.recreateInstance'
        : 'v1.compute.instanceGroupManagers.recreateInstances',
      'v1.compute.instances.delete',
      'v1.compute.instances.insert',
    ]);
  },
);

test('a group brings back who was deleted, stopped or preempted', async () => {
  await insertGroup(3);
  gce.settle();
  const before = await identities();
  const [deleted = '', stopped = '', preempted = ''] = before.map(([name]) => name);
  gce.backend.deleteInstance(deleted);
  gce.backend.stop(stopped);
  gce.backend.preempt(preempted);
  gce.settle();
  const after = await identities();
  expect(after.map(([name]) => name)).toEqual(before.map(([name]) => name));
  expect(after.filter(([, id]) => before.some(([, old]) => old === id))).toEqual([]);
  expect(await actionsNow()).toEqual(['NONE', 'NONE', 'NONE']);
});

test('instances are deleted for good, and strangers are refused', async () => {
  await insertGroup(2);
  gce.settle();
  const [[first] = [''], second] = await identities();
  const remove = (name: string) => {
    const instanceGroupManagersDeleteInstancesRequestResource = { instances: [`zones/${zone}/instances/${name}`] };
    return managers.deleteInstances({ ...group, instanceGroupManagersDeleteInstancesRequestResource });
  };
  await remove(first);
  gce.settle();
  expect(await identities()).toEqual([second]);
  expect((await managers.get(group))[0].targetSize).toBe(1);
  await expect(remove('worker-0')).rejects.toMatchObject({ code: CODES.invalid });
});

test('a new template counts for whoever is created after it', async () => {
  await insertGroup(1);
  await insertTemplate('larger', { machineType: 'e2-large' });
  const instanceTemplate = 'global/instanceTemplates/larger';
  const resource = { instanceGroupManagersSetInstanceTemplateRequestResource: { instanceTemplate } };
  await managers.setInstanceTemplate({ ...group, ...resource });
  gce.settle();
  await managers.resize({ ...group, size: 2 });
  gce.settle();
  const types = (await identities()).map(([name]) => gce.backend.instance(name).extra['machineType']);
  expect(types).toEqual(['e2-small', 'e2-large']);
});

test('an instance that cannot be created is shown with the reason', async () => {
  await insertTemplate('nowhere', { networkInterfaces: [{ network: 'global/networks/none' }] });
  const resource = { name: NAME, instanceTemplate: 'global/instanceTemplates/nowhere', targetSize: 1 };
  await managers.insert({ project, zone, instanceGroupManagerResource: resource });
  gce.settle();
  const [member] = await members();
  expect(member).toMatchObject({
    currentAction: 'CREATING',
    lastAttempt: { errors: { errors: [{ code: 'RESOURCE_NOT_FOUND' }] } },
  });
});

test('a group ends with its instances, and its template is free then', async () => {
  await insertGroup(2);
  gce.settle();
  const names = (await identities()).map(([name]) => name);
  const removeTemplate = () => templates.delete({ project, instanceTemplate: 'worker' });
  await expect(removeTemplate()).rejects.toThrow(/already being used by/);
  await managers.delete(group);
  gce.settle();
  await expect(managers.get(group)).rejects.toMatchObject({ code: CODES.notFound });
  const left = gce.backend.instances().filter(({ path }) => names.some((name) => path.endsWith(`/${name}`)));
  expect(left).toEqual([]);
  await removeTemplate();
  gce.settle();
  const [listed] = await templates.list({ project });
  expect(listed).toEqual([]);
});
