import { expect, test } from 'vitest';
import { bootWorker, GCP_TUTORIAL, seedTutorialCluster } from '../../../../infra/local/gcp.ts';
import { crowdOnGce } from '../crowd.ts';
import { project, refusal, request, routeBody, startEmpty, startLab, zone } from './setup.ts';

const done = { operationSteps: 0 } as const;

test('a network and its subnets are made by the API', async () => {
  const gce = await startEmpty(done);
  await request(gce, 'POST', 'global/networks', { name: 'n' });
  const secondaryIpRanges = [{ rangeName: 'pods', ipCidrRange: '10.9.0.0/16' }];
  const subnet = { name: 's', network: 'global/networks/n', ipCidrRange: '10.1.0.0/24', secondaryIpRanges };
  await request(gce, 'POST', 'regions/us-west1/subnetworks', subnet);
  expect(await request(gce, 'GET', 'regions/us-west1/subnetworks/s')).toMatchObject({
    body: { gatewayAddress: '10.1.0.1', secondaryIpRanges, network: expect.stringMatching(/global\/networks\/n$/) },
  });
  expect(
    gce.backend
      .routesOf('n')
      .map(({ destRange }) => destRange)
      .toSorted(),
  ).toEqual(['0.0.0.0/0', '10.1.0.0/24', '10.9.0.0/16']);
  expect(await request(gce, 'POST', 'regions/us-east1/subnetworks', { ...subnet, name: 't' })).toEqual(
    refusal(400, 'invalid', 'conflicts with the existing range'),
  );
  expect(await request(gce, 'GET', 'aggregated/subnetworks')).toMatchObject({
    body: { items: { 'regions/us-west1': { subnetworks: [{ name: 's' }] }, 'regions/us-east1': { warning: {} } } },
  });
});

test('a network in automatic mode has a subnet in each region', async () => {
  const gce = await startEmpty(done);
  await request(gce, 'POST', 'global/networks', { name: 'auto', autoCreateSubnetworks: true });
  expect(await request(gce, 'GET', 'global/networks/auto')).toMatchObject({ body: { subnetworks: { length: 4 } } });
});

test('what is in use cannot be deleted', async () => {
  const gce = await startLab();
  const remove = async (path: string) => {
    const { body } = await request(gce, 'DELETE', path);
    const scope = path.startsWith('global') ? 'global' : 'regions/us-west1';
    return request(gce, 'POST', `${scope}/operations/${Object(body).name}/wait`);
  };
  const inUse = { body: { error: { errors: [{ code: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE' }] } } };
  expect(await remove(`global/networks/${GCP_TUTORIAL.network}`)).toMatchObject(inUse);
  expect(await remove(`regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}`)).toMatchObject(inUse);
  for (const instance of gce.backend.instances()) gce.backend.deleteInstance(instance);
  await remove(`regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}`);
  await remove(`global/networks/${GCP_TUTORIAL.network}`);
  expect(gce.backend.networks()).toEqual([]);
  expect(await request(gce, 'GET', 'global/routes')).not.toHaveProperty('body.items');
});

test('firewall rules and addresses are kept', async () => {
  const gce = await startLab(done);
  await request(gce, 'POST', 'global/firewalls', {
    name: 'f',
    network: GCP_TUTORIAL.network,
    sourceRanges: ['10.0.0.0/8'],
  });
  await request(gce, 'POST', 'regions/us-west1/addresses', { name: 'a' });
  expect(await request(gce, 'GET', 'global/firewalls/f')).toMatchObject({
    body: { kind: 'compute#firewall', name: 'f', network: expect.stringMatching(/^https:.*hard-way$/) },
  });
  expect(await request(gce, 'GET', 'regions/us-west1/addresses/a')).toMatchObject({
    body: { kind: 'compute#address', status: 'RESERVED', address: expect.stringMatching(/^203\.0\.113\./) },
  });
});

test('zones, regions and the project can be looked at', async () => {
  const gce = await startEmpty();
  gce.unreachableZones.add('us-east1-b');
  expect(await request(gce, 'GET', 'zones/us-west1-c')).toMatchObject({ body: { name: 'us-west1-c', status: 'UP' } });
  expect(await request(gce, 'GET', 'regions/us-west1')).toMatchObject({ body: { zones: { length: 3 } } });
  expect(await request(gce, 'GET', 'zones?filter=status=DOWN')).toMatchObject({
    body: { items: [{ name: 'us-east1-b' }] },
  });
  const response = await fetch(`${gce.url}/compute/v1/projects/${project}`);
  expect(await response.json()).toMatchObject({ kind: 'compute#project', name: project });
});

test('several requests may come as one', async () => {
  const gce = await startLab();
  const part = (id: number, name: string) =>
    [
      `--b\nContent-Type: application/http\nContent-ID: <x+${id}>\n\n`,
      `GET /compute/v1/projects/${project}/zones/${zone}/instances/${name}?alt=json HTTP/1.1\nHost: x\n\n\n`,
    ].join('');
  const response = await fetch(`${gce.url}/batch/compute/v1`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/mixed; boundary="b"' },
    body: `${part(1, 'worker-0')}${part(2, 'nobody')}--b--`,
  });
  const text = await response.text();
  expect(text).toMatch(/Content-ID: <response-x\+1>\s+HTTP\/1.1 200 OK[^]*"name":"worker-0"/);
  expect(text).toMatch(/Content-ID: <response-x\+2>\s+HTTP\/1.1 404/);
});

test('a shared VPC: instances of one project in the network of another', async () => {
  const gce = await startLab();
  gce.backend.addProject('service', '1234');
  const subnet = `projects/${project}/regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}`;
  gce.backend.createInstance({
    name: 'guest',
    zone,
    subnet,
    project: 'service',
    ip: '10.240.0.77',
    canIpForward: true,
  });
  gce.backend.addRoute(routeBody({ nextHopIp: '10.240.0.77' }));
  expect((await request(gce, 'GET', 'global/routes/pods-0')).body).not.toHaveProperty('warnings');
  const response = await fetch(`${gce.url}/compute/v1/projects/1234/zones/${zone}/instances/guest`);
  expect(await response.json()).toMatchObject({ selfLink: expect.stringContaining('/projects/service/') });
});

test('the lab: three controllers and three workers, no pod routes', async () => {
  const gce = await startLab();
  expect(gce.backend.instances().map(({ path, status }) => [path.split('/').at(-1), status])).toEqual(
    ['controller-0', 'controller-1', 'controller-2', 'worker-0', 'worker-1', 'worker-2'].map((name) => [
      name,
      'RUNNING',
    ]),
  );
  expect(gce.backend.instance('worker-1')).toMatchObject({
    nics: [{ ip: '10.240.0.21' }],
    canIpForward: true,
    metadata: { items: [{ key: 'pod-cidr', value: '10.200.1.0/24' }] },
  });
  expect(gce.backend.routesOf(GCP_TUTORIAL.network).map(({ destRange }) => destRange)).toEqual([
    '0.0.0.0/0',
    '10.240.0.0/24',
  ]);
});

test('the same seed and the same steps give the same backend', async () => {
  const [one, same, other] = [await startLab({ seed: 7 }), await startLab({ seed: 7 }), await startLab({ seed: 8 })];
  one.onEvent(() => {});
  for (const gce of [one, same, other]) bootWorker(gce.backend, 3);
  expect(one.backend.instances()).toEqual(same.backend.instances());
  expect(one.backend.instances()).not.toEqual(other.backend.instances());
});

test('settling by timer needs nobody to poll', async () => {
  const gce = await startEmpty({ autoSettle: 1 });
  seedTutorialCluster(gce.backend);
  const seen: string[] = [];
  const running = new Promise<void>((resolve) => {
    gce.onEvent(({ operation }) => {
      seen.push(gce.backend.instance('worker-3').status);
      if (operation.last) resolve();
    });
  });
  bootWorker(gce.backend, 3, 'gradually');
  await running;
  expect(seen).toEqual(['PROVISIONING', 'RUNNING']);
});

test('a thousand instances and routes have their place', async () => {
  const gce = await startEmpty({ ...done, routeQuota: 1000 });
  crowdOnGce(gce.backend, 1000);
  const { body } = await request(gce, 'GET', 'global/routes?maxResults=500&filter=network:big');
  expect(Object(body).items).toHaveLength(500);
});
