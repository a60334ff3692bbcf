import { expect, test } from 'vitest';
import { GCP_TUTORIAL, type LocalGce } from '../../../../infra/local/gcp.ts';
import { refusal, request, routeBody, startLab } from './setup.ts';

const codesOf = (gce: LocalGce, name: string): string[] => {
  const route = gce.backend.route(name);
  return route === undefined ? ['no such route'] : gce.backend.warningsOf(route).map(({ code }) => code);
};

test.each([
  ['a short name', 'kubernetes-the-hard-way'],
  ['a partial URL', 'global/networks/kubernetes-the-hard-way'],
  ['a path', 'projects/podroutes-local/global/networks/kubernetes-the-hard-way'],
  ['the project number', 'projects/415104041262/global/networks/kubernetes-the-hard-way'],
  ['a URL', 'http://127.0.0.1:1/compute/v1/projects/podroutes-local/global/networks/kubernetes-the-hard-way'],
])('the network may be given as %s', async (_, network) => {
  const gce = await startLab({ operationSteps: 0 });
  await request(gce, 'POST', 'global/routes', routeBody({ network }));
  expect(gce.backend.route('pods-0')?.network).toBe('projects/podroutes-local/global/networks/kubernetes-the-hard-way');
});

test.each([
  ['a name of 64 letters', { name: 'a'.repeat(64) }, refusal(400, 'invalid', 'resource.name')],
  ['a name with capitals', { name: 'Pods' }, refusal(400, 'invalid', 'resource.name')],
  ['no name', { name: undefined }, refusal(400, 'required', 'resource.name')],
  ['no range', { destRange: undefined }, refusal(400, 'required', 'resource.destRange')],
  ['host bits', { destRange: '10.200.0.5/24' }, refusal(400, 'invalid', 'resource.destRange')],
  ['rubbish for a range', { destRange: 'banana' }, refusal(400, 'invalid', 'resource.destRange')],
  ['three bytes', { destRange: '192.168.1/24' }, refusal(400, 'invalid', 'resource.destRange')],
  ['a range inside the subnet', { destRange: '10.240.0.128/25' }, refusal(400, 'invalid', 'hides the address space')],
  ['an unknown network', { network: 'nowhere' }, refusal(404, 'notFound', 'global/networks/nowhere')],
  ['no next hop', { nextHopIp: undefined }, refusal(400, 'invalid', 'at least one type of next hop')],
  ['two next hops', { nextHopInstance: 'zones/us-west1-c/instances/worker-0' }, refusal(400, 'invalid', 'exactly one')],
  ['a next hop outside', { nextHopIp: '10.99.0.1' }, refusal(400, 'invalid', 'resource.nextHopIp')],
  [
    'an unknown instance',
    { nextHopIp: undefined, nextHopInstance: 'zones/us-west1-c/instances/worker-9' },
    refusal(404, 'notFound', 'worker-9'),
  ],
  ['a priority out of range', { priority: 65_536 }, refusal(400, 'invalid', 'resource.priority')],
])('%s is refused', async (_, fields, answer) => {
  const gce = await startLab();
  expect(await request(gce, 'POST', 'global/routes', routeBody(fields))).toEqual(answer);
  expect(gce.calls.all).toEqual([{ action: 'routes.insert', error: answer.body.error.errors[0]?.reason }]);
});

test('a second route with the same destination and priority is allowed', async () => {
  const gce = await startLab({ operationSteps: 0 });
  await request(gce, 'POST', 'global/routes', routeBody());
  const second = await request(gce, 'POST', 'global/routes', routeBody({ name: 'pods-0-b', nextHopIp: '10.240.0.21' }));
  expect(second).toMatchObject({ status: 200, body: { status: 'DONE' } });
  expect(
    gce.backend.routesOf(GCP_TUTORIAL.network).filter(({ destRange }) => destRange === '10.200.0.0/24'),
  ).toHaveLength(2);
});

test('static routes have a quota per network', async () => {
  const gce = await startLab({ operationSteps: 0, routeQuota: 1 });
  await request(gce, 'POST', 'global/routes', routeBody());
  const answer = await request(gce, 'POST', 'global/routes', routeBody({ name: 'pods-1', destRange: '10.200.1.0/24' }));
  expect(answer).toEqual(refusal(403, 'quotaExceeded', 'Limit: 1.0'));
});

test('routes that exceed the quota only together fail in the operation', async () => {
  const gce = await startLab({ routeQuota: 1 });
  await request(gce, 'POST', 'global/routes', routeBody());
  const { body } = await request(
    gce,
    'POST',
    'global/routes',
    routeBody({ name: 'pods-1', destRange: '10.200.1.0/24' }),
  );
  gce.settle();
  expect(gce.backend.route('pods-1')).toBeUndefined();
  expect(body).toMatchObject({ status: 'PENDING' });
});

test('a network has a default internet route and routes to its subnets, which stay', async () => {
  const gce = await startLab();
  const { body } = await request(gce, 'GET', 'global/routes');
  const listed = Object(body).items;
  expect(listed).toMatchObject([
    { destRange: '0.0.0.0/0', nextHopGateway: expect.stringMatching(/global\/gateways\/default-internet-gateway$/) },
    { destRange: '10.240.0.0/24', nextHopNetwork: expect.stringMatching(/global\/networks\/kubernetes-the-hard-way$/) },
  ]);
  const subnetRoute = listed[1].name;
  expect(subnetRoute).toMatch(/^default-route-[0-9a-f]{16}$/);
  expect(await request(gce, 'DELETE', `global/routes/${subnetRoute}`)).toEqual(
    refusal(400, 'badRequest', 'local route'),
  );
});

test('warnings of a route by address follow the instance', async () => {
  const gce = await startLab();
  const { backend } = gce;
  backend.addRoute(routeBody());
  expect(codesOf(gce, 'pods-0')).toEqual([]);
  backend.stop('worker-0');
  expect(codesOf(gce, 'pods-0')).toEqual(['NEXT_HOP_NOT_RUNNING']);
  backend.deleteInstance('worker-0');
  expect(codesOf(gce, 'pods-0')).toEqual(['NEXT_HOP_ADDRESS_NOT_ASSIGNED']);
  backend.createInstance({ name: 'other', zone: GCP_TUTORIAL.zone, subnet: GCP_TUTORIAL.subnet, ip: '10.240.0.20' });
  expect(codesOf(gce, 'pods-0')).toEqual(['NEXT_HOP_CANNOT_IP_FORWARD']);
  const { body } = await request(gce, 'GET', 'global/routes/pods-0');
  expect(body).toMatchObject({ warnings: [{ code: 'NEXT_HOP_CANNOT_IP_FORWARD' }] });
});

test('warnings of a route by instance', async () => {
  const gce = await startLab();
  const { backend } = gce;
  backend.createNetwork('other');
  backend.addRoute({
    name: 'a',
    network: GCP_TUTORIAL.network,
    destRange: '10.200.0.0/24',
    nextHopInstance: backend.instance('worker-0').path,
  });
  backend.addRoute({
    name: 'b',
    network: 'other',
    destRange: '10.200.0.0/24',
    nextHopInstance: backend.instance('worker-1').path,
  });
  expect(codesOf(gce, 'a')).toEqual([]);
  expect(codesOf(gce, 'b')).toEqual(['NEXT_HOP_INSTANCE_NOT_ON_NETWORK']);
  backend.deleteInstance('worker-0');
  expect(codesOf(gce, 'a')).toEqual(['NEXT_HOP_INSTANCE_NOT_FOUND']);
});

test('IPv6 ranges and addresses are shown in their short form', async () => {
  const gce = await startLab({ operationSteps: 0 });
  gce.backend.createSubnet({
    name: 'six',
    network: GCP_TUTORIAL.network,
    region: GCP_TUTORIAL.region,
    range: '10.241.0.0/24',
    ipv6Range: 'fd20:0:0:1::/64',
  });
  const fields = { destRange: 'FD30:0:0:7::/64', nextHopIp: 'fd20:0:0:1:0:0:0:5' };
  await request(gce, 'POST', 'global/routes', routeBody(fields));
  expect(gce.backend.route('pods-0')).toMatchObject({
    destRange: 'fd30:0:0:7::/64',
    nextHop: { field: 'nextHopIp', value: 'fd20:0:0:1::5' },
  });
});
