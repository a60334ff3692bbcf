import { expect, test } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { project, refusal, request, startEmpty, startLab, zone } from './setup.ts';

const nic = { subnetwork: `regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}` };

test('the next free address is taken; a given one must be free and in the subnet', async () => {
  const gce = await startLab({ operationSteps: 0 });
  const insert = (name: string, networkIP?: string) =>
    request(gce, 'POST', `zones/${zone}/instances`, { name, networkInterfaces: [{ ...nic, networkIP }] });
  await insert('one');
  await insert('two');
  expect(['one', 'two'].map((name) => gce.backend.instance(name).nics[0]?.ip)).toEqual(['10.240.0.2', '10.240.0.3']);
  expect(await insert('three', '10.240.0.20')).toEqual(refusal(400, 'badRequest', 'IP_IN_USE'));
  expect(await insert('three', '10.250.0.20')).toEqual(refusal(400, 'invalid', 'outside the subnetwork'));
  expect(await insert('one')).toEqual(refusal(409, 'alreadyExists', 'instances/one'));
});

test('stop, start, suspend, resume and reset', async () => {
  const gce = await startLab();
  const after = async (verb: string) => {
    await request(gce, 'POST', `zones/${zone}/instances/worker-0/${verb}`);
    const during = gce.backend.instance('worker-0').status;
    gce.settle();
    return [during, gce.backend.instance('worker-0').status];
  };
  expect(await after('stop')).toEqual(['STOPPING', 'TERMINATED']);
  expect(await after('start')).toEqual(['PROVISIONING', 'RUNNING']);
  expect(await after('suspend')).toEqual(['SUSPENDING', 'SUSPENDED']);
  expect(await after('resume')).toEqual(['PROVISIONING', 'RUNNING']);
  expect(await after('reset')).toEqual(['RUNNING', 'RUNNING']);
});

test('a failed boot leaves nothing behind', async () => {
  const gce = await startLab();
  gce.operations.failNext('instances.insert', {
    code: 'ZONE_RESOURCE_POOL_EXHAUSTED',
    message: 'No room.',
    status: 503,
  });
  await request(gce, 'POST', `zones/${zone}/instances`, { name: 'worker-3', networkInterfaces: [nic] });
  gce.settle();
  expect(gce.backend.instances()).toHaveLength(6);
});

test('zones that cannot be reached are named, and left out, for who asks for that: nobody else gets a list', async () => {
  const gce = await startLab();
  gce.unreachableZones.add(zone);
  expect(await request(gce, 'GET', 'aggregated/instances')).toEqual(refusal(503, 'backendError', zone));
  expect(await request(gce, 'GET', 'aggregated/instances?returnPartialSuccess=false')).toMatchObject({ status: 503 });
  const { body } = await request(gce, 'GET', 'aggregated/instances?returnPartialSuccess=true');
  expect(body).toMatchObject({
    items: { 'zones/us-west1-c': { warning: { code: 'UNREACHABLE' } } },
    unreachables: ['projects/podroutes-local/zones/us-west1-c'],
  });
  expect(await request(gce, 'GET', `zones/${zone}/instances`)).toEqual(refusal(503, 'backendError', zone));
  gce.unreachableZones.clear();
  expect(await request(gce, 'GET', `zones/${zone}/instances`)).toMatchObject({ body: { items: { length: 6 } } });
});

test('an unknown zone or project is refused', async () => {
  const gce = await startLab();
  expect(await request(gce, 'GET', 'zones/mars-1/instances')).toEqual(refusal(400, 'invalid', 'Unknown zone'));
  const response = await fetch(`${gce.url}/compute/v1/projects/nobody/global/routes`);
  expect(response.status).toBe(404);
});

test('bulkInsert makes many, numbered on from the highest', async () => {
  const gce = await startLab({ operationSteps: 0 });
  const bulk = (count: string) =>
    request(gce, 'POST', `zones/${zone}/instances/bulkInsert`, {
      count,
      namePattern: 'node-###',
      instanceProperties: {
        networkInterfaces: [nic],
        canIpForward: true,
        metadata: { items: [{ key: 'a', value: 'b' }] },
      },
    });
  expect(await bulk('2')).toMatchObject({ body: { operationType: 'bulkInsert', status: 'DONE' } });
  await bulk('1');
  expect(
    gce.backend
      .instances()
      .map(({ path }) => path.split('/').at(-1))
      .slice(6),
  ).toEqual(['node-001', 'node-002', 'node-003']);
  expect(gce.backend.instance('node-003')).toMatchObject({ status: 'RUNNING', nics: [{ ip: '10.240.0.4' }] });
  expect(await bulk('400')).toEqual(refusal(400, 'badRequest', 'IP_SPACE_EXHAUSTED'));
  expect(gce.backend.instances()).toHaveLength(9);
});

test('an instance may have IPv6 and several interfaces', async () => {
  const gce = await startEmpty({ operationSteps: 0 });
  const { backend } = gce;
  for (const [index, network] of ['first', 'second'].entries()) {
    backend.createNetwork(network);
    backend.createSubnet({
      name: network,
      network,
      region: GCP_TUTORIAL.region,
      range: `10.${index}.0.0/24`,
      ipv6Range: `fd20:0:0:${index}::/64`,
    });
  }
  const networkInterfaces = [
    { subnetwork: 'regions/us-west1/subnetworks/first', stackType: 'IPV4_IPV6' },
    { subnetwork: 'regions/us-west1/subnetworks/second', ipv6Address: 'fd20:0:0:1::7', accessConfigs: [{}] },
  ];
  await request(gce, 'POST', `zones/${zone}/instances`, { name: 'both', networkInterfaces });
  const { body } = await request(gce, 'GET', `zones/${zone}/instances/both`);
  expect(body).toMatchObject({
    networkInterfaces: [
      { name: 'nic0', networkIP: '10.0.0.2', ipv6Address: 'fd20::1:0:0', internalIpv6PrefixLength: 96 },
      {
        name: 'nic1',
        networkIP: '10.1.0.2',
        ipv6Address: 'fd20:0:0:1::7',
        accessConfigs: [{ natIP: expect.stringMatching(/^203\.0\.113\./) }],
      },
    ],
  });
});

test('what was posted beside the fields with rules is shown again', async () => {
  const gce = await startLab({ operationSteps: 0 });
  const machineType = `${gce.url}/compute/v1/projects/${project}/zones/${zone}/machineTypes/e2-standard-2`;
  const body = { name: 'n', networkInterfaces: [nic], machineType, labels: { a: 'b' }, tags: { items: ['t'] } };
  await request(gce, 'POST', `zones/${zone}/instances`, body);
  expect((await request(gce, 'GET', `zones/${zone}/instances/n`)).body).toMatchObject({
    machineType: `https://www.googleapis.com/compute/v1/projects/${project}/zones/${zone}/machineTypes/e2-standard-2`,
    labels: { a: 'b' },
    tags: { items: ['t'] },
  });
});

test('every zone is on every page of the aggregated list', async () => {
  const gce = await startLab();
  const { body } = await request(gce, 'GET', 'aggregated/instances?maxResults=2');
  expect(body).toMatchObject({
    kind: 'compute#instanceAggregatedList',
    items: {
      'zones/us-west1-c': { instances: { length: 2 } },
      'zones/us-west1-a': { warning: { code: 'NO_RESULTS_ON_PAGE' } },
    },
    nextPageToken: expect.any(String),
  });
  expect(body).not.toHaveProperty('unreachables');
});
