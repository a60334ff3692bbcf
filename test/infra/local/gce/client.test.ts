import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWorker, GCP_TUTORIAL, seedTutorialCluster, startLocalGce } from '../../../../infra/local/gcp.ts';
import { CODES, clientsOf } from './clients.ts';
import { AT, project, routeBody, zone } from './setup.ts';

// Loading the real clients takes a second and making one a tenth, so that these tests share service and clients.
// Each has instances and route names of its own.
const gce = await startLocalGce({ now: () => AT });
const { routes, instances, globalOperations, zoneOperations } = clientsOf(gce);
seedTutorialCluster(gce.backend);
afterAll(() => gce.close());
beforeEach(() => {
  gce.settle();
  gce.calls.reset();
});

const nic = { subnetwork: `regions/us-west1/subnetworks/${GCP_TUTORIAL.subnet}` };

/** Asks for a route; returns the operation's name and what it was answered with. */
async function insertRoute(name: string) {
  const [{ latestResponse }] = await routes.insert({ project, routeResource: routeBody({ name }) });
  return { operation: { project, operation: latestResponse.name }, answer: latestResponse };
}

test('a route is not there before its operation is done', async () => {
  const { operation } = await insertRoute('new');
  await expect(routes.get({ project, route: 'new' })).rejects.toMatchObject({ code: CODES.notFound });
  await globalOperations.wait(operation);
  const [route] = await routes.get({ project, route: 'new' });
  expect(route).toMatchObject({
    kind: 'compute#route',
    name: 'new',
    network: 'https://www.googleapis.com/compute/v1/projects/podroutes-local/global/networks/kubernetes-the-hard-way',
    destRange: '10.200.0.0/24',
    nextHopIp: '10.240.0.20',
    priority: 1000,
    warnings: [],
    creationTimestamp: '2024-01-01T19:04:05.000-08:00',
  });
  expect(route.id).toMatch(/^[1-9]\d{18}$/);
});

test('a name is taken while the route is being made, and then', async () => {
  const taken = { code: CODES.alreadyExists, message: expect.stringContaining("global/routes/twice' already exists") };
  await insertRoute('twice');
  await expect(insertRoute('twice')).rejects.toMatchObject(taken);
  gce.settle();
  await expect(insertRoute('twice')).rejects.toMatchObject(taken);
});

test('a route is deleted when the operation is done; then it is not found', async () => {
  gce.backend.addRoute({ ...routeBody(), name: 'old' });
  const [{ latestResponse }] = await routes.delete({ project, route: 'old' });
  expect(gce.backend.route('old')).toBeDefined();
  await globalOperations.wait({ project, operation: latestResponse.name });
  await expect(routes.delete({ project, route: 'old' })).rejects.toMatchObject({ code: CODES.notFound });
});

test('the client pages through routes, with a filter', async () => {
  for (const index of [0, 1, 2, 3]) {
    gce.backend.addRoute({ ...routeBody(), name: `page-${index}`, destRange: `10.200.${index}.0/24` });
  }
  const network = gce.backend.networks()[0]?.path ?? '';
  const filter = `(network = "https://www.googleapis.com/compute/v1/${network}") (name:page-)`;
  const [listed] = await routes.list({ project, filter, maxResults: 3 });
  expect(listed.map(({ name }) => name)).toEqual(['page-0', 'page-1', 'page-2', 'page-3']);
  expect(gce.calls.count('routes.list')).toBe(2);
});

test('an operation is PENDING, then RUNNING, then DONE as it is polled', async () => {
  const { operation, answer } = await insertRoute('polled');
  expect(answer).toMatchObject({ status: 'PENDING', operationType: 'insert', progress: 0 });
  const [running] = await globalOperations.get(operation);
  expect(running).toMatchObject({ status: 'RUNNING', progress: 50 });
  const [done] = await globalOperations.get(operation);
  expect(done).toMatchObject({
    kind: 'compute#operation',
    status: 'DONE',
    progress: 100,
    targetLink: 'https://www.googleapis.com/compute/v1/projects/podroutes-local/global/routes/polled',
    targetId: gce.backend.route('polled')?.id,
    user: 'podroutes@podroutes-local.iam.gserviceaccount.com',
  });
});

test('a wait may return before the operation is done', async () => {
  gce.operations.shortWaits(2);
  const { operation } = await insertRoute('slow');
  const seen = [];
  for (let round = 0; round < 3; round += 1) seen.push((await globalOperations.wait(operation))[0].status);
  expect(seen).toEqual(['RUNNING', 'RUNNING', 'DONE']);
});

test('an operation may end with an error and no effect', async () => {
  gce.operations.failNext('routes.insert', { code: 'QUOTA_EXCEEDED', message: 'Quota exceeded.', status: 403 });
  const { operation } = await insertRoute('failed');
  const [done] = await globalOperations.wait(operation);
  expect(done).toMatchObject({
    status: 'DONE',
    error: { errors: [{ code: 'QUOTA_EXCEEDED', message: 'Quota exceeded.' }] },
    httpErrorStatusCode: 403,
    httpErrorMessage: 'FORBIDDEN',
  });
  expect(gce.backend.route('failed')).toBeUndefined();
});

test('the client passes on HTTP errors as gRPC codes, and the message', async () => {
  const failure = async (code: string, status?: number) => {
    gce.faults.failNext('routes.insert', { code, ...(status === undefined ? {} : { status }) });
    const error: unknown = await insertRoute('refused').catch((thrown: unknown) => thrown);
    return Object(error).code;
  };
  expect(await failure('forbidden')).toBe(CODES.forbidden);
  expect(await failure('quotaExceeded')).toBe(CODES.forbidden);
  expect(await failure('rateLimitExceeded')).toBe(CODES.forbidden);
  expect(await failure('rateLimitExceeded', 429)).toBe(CODES.tooMany);
  expect(await failure('backendError')).toBe(CODES.unavailable);
  expect(await failure('resourceNotReady')).toBe(CODES.invalid);
});

test('an instance boots through its statuses', async () => {
  const instanceResource = { name: 'worker-3', networkInterfaces: [nic], canIpForward: true };
  const [{ latestResponse }] = await instances.insert({ project, zone, instanceResource });
  const target = { project, zone, instance: 'worker-3' };
  const seen = [(await instances.get(target))[0].status];
  for (let poll = 0; poll < 2; poll += 1) {
    await zoneOperations.get({ project, zone, operation: latestResponse.name });
    seen.push((await instances.get(target))[0].status);
  }
  expect(seen).toEqual(['PROVISIONING', 'STAGING', 'RUNNING']);
});

test('zonal operations stand under their zone', async () => {
  const [{ latestResponse }] = await instances.stop({ project, zone, instance: 'worker-1' });
  const [done] = await zoneOperations.wait({ project, zone, operation: latestResponse.name });
  expect(done).toMatchObject({ status: 'DONE', zone: expect.stringMatching(/zones\/us-west1-c$/) });
  expect(gce.backend.instance('worker-1').status).toBe('TERMINATED');
});

test('a deleted instance is gone; made anew under its name, it has another id', async () => {
  const { id } = gce.backend.instance('worker-0');
  gce.backend.deleteInstance('worker-0');
  const target = { project, zone, instance: 'worker-0' };
  await expect(instances.get(target)).rejects.toMatchObject({ code: CODES.notFound });
  bootWorker(gce.backend, 0);
  const [instance] = await instances.get(target);
  expect(instance.id).not.toBe(id);
  expect(instance.id).toBe(gce.backend.instance('worker-0').id);
});

test('metadata keep their order and change only by who has seen them', async () => {
  const target = { project, zone, instance: 'worker-2' };
  const [{ metadata }] = await instances.get(target);
  const items = ['z', 'pod-cidr', 'a'].map((key) => ({ key, value: key }));
  const stale = instances.setMetadata({ ...target, metadataResource: { fingerprint: 'AAAAAAAAAAA=', items } });
  await expect(stale).rejects.toThrow('fingerprint does not match');
  const metadataResource = { fingerprint: metadata?.fingerprint ?? '', items };
  const [{ latestResponse }] = await instances.setMetadata({ ...target, metadataResource });
  await zoneOperations.wait({ project, zone, operation: latestResponse.name });
  const [changed] = await instances.get(target);
  expect(changed.metadata?.items?.map(({ key }) => key)).toEqual(['z', 'pod-cidr', 'a']);
  expect(changed.metadata?.fingerprint).toMatch(/^[\w+/]{11}=$/);
  expect(changed.metadata?.fingerprint).not.toBe(metadata?.fingerprint);
});

test('the client pages through the aggregated list, zone by zone', async () => {
  const names: string[] = [];
  const filter = 'name:controller-';
  for await (const [, scoped] of instances.aggregatedListAsync({ project, filter, maxResults: 2 })) {
    names.push(...(scoped.instances ?? []).map(({ name }) => name ?? ''));
  }
  expect(names).toEqual(['controller-0', 'controller-1', 'controller-2']);
  expect(gce.calls.count('instances.aggregatedList')).toBe(2);
});

test.each([
  ['before', false],
  ['after', true],
] as const)('a connection that is cut %s the call took effect', async (when, isThere) => {
  gce.faults.failNext('routes.insert', { code: 'cut', dropConnection: true, when });
  await expect(insertRoute(`cut-${when}`)).rejects.toThrow();
  gce.settle();
  expect(gce.backend.route(`cut-${when}`) !== undefined).toBe(isThere);
  expect(gce.calls.all).toEqual([{ action: 'routes.insert', error: 'ConnectionDropped' }]);
});
