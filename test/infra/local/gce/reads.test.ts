import { expect, test } from 'vitest';
import { refusal, request, routeBody, startLab, zone } from './setup.ts';

test('lists come in pages, by name', async () => {
  const gce = await startLab({ maxPage: 2 });
  const pages: string[][] = [];
  for (let token = ''; pages.length < 5;) {
    const { body } = await request(
      gce,
      'GET',
      `zones/${zone}/instances?fields=nextPageToken,items/name&pageToken=${token}`,
    );
    const { items, nextPageToken } = Object(body);
    pages.push(Array.from(items, (item) => Object(item).name));
    if (nextPageToken === undefined) break;
    token = nextPageToken;
  }
  expect(pages).toEqual([
    ['controller-0', 'controller-1'],
    ['controller-2', 'worker-0'],
    ['worker-1', 'worker-2'],
  ]);
});

test('a page token or size that makes no sense is refused', async () => {
  const gce = await startLab();
  expect(await request(gce, 'GET', 'global/routes?pageToken=x')).toEqual(refusal(400, 'invalid', 'pageToken'));
  expect(await request(gce, 'GET', 'global/routes?maxResults=501')).toEqual(refusal(400, 'invalid', 'maxResults'));
});

test('an empty list has no items', async () => {
  const gce = await startLab();
  const { body } = await request(gce, 'GET', 'regions/us-west1/addresses');
  expect(body).toEqual({
    kind: 'compute#addressList',
    id: 'projects/podroutes-local/regions/us-west1/addresses',
    selfLink: 'https://www.googleapis.com/compute/v1/projects/podroutes-local/regions/us-west1/addresses',
  });
});

test('an answer is cut down to the fields asked for', async () => {
  const gce = await startLab();
  const fields = 'items/*/instances(name,networkInterfaces/networkIP),nextPageToken';
  const { body } = await request(gce, 'GET', `aggregated/instances?fields=${fields}&filter=name%3Dworker-0`);
  expect(body).toMatchObject({
    items: {
      'zones/us-west1-c': { instances: [{ name: 'worker-0', networkInterfaces: [{ networkIP: '10.240.0.20' }] }] },
    },
  });
  expect(JSON.stringify(body)).not.toContain('metadata');
  expect(body).not.toHaveProperty('kind');
  expect(await request(gce, 'GET', 'global/routes?fields=items(name')).toMatchObject({ status: 400 });
});

test('a stale read is answered from before the most recent write', async () => {
  const gce = await startLab();
  const count = async () => Object((await request(gce, 'GET', 'global/routes')).body).items.length;
  gce.backend.addRoute(routeBody());
  gce.staleReads('routes.list', 1);
  expect([await count(), await count()]).toEqual([2, 3]);
  gce.backend.deleteRoute('pods-0');
  gce.staleReads('routes.list', 2);
  expect([await count(), await count(), await count()]).toEqual([3, 3, 2]);
});

test('a stale read of an instance shows its status of before', async () => {
  const gce = await startLab();
  gce.backend.stop('worker-0');
  gce.staleReads('instances.get');
  gce.staleReads('instances.aggregatedList');
  const path = `zones/${zone}/instances/worker-0`;
  expect(await request(gce, 'GET', path)).toMatchObject({ body: { status: 'RUNNING' } });
  expect(await request(gce, 'GET', path)).toMatchObject({ body: { status: 'TERMINATED' } });
  expect(
    await request(
      gce,
      'GET',
      'aggregated/instances?filter=(status=RUNNING)(name=worker-0)&fields=items/*/instances/name',
    ),
  ).toMatchObject({
    body: { items: { 'zones/us-west1-c': { instances: [{ name: 'worker-0' }] } } },
  });
});

test('a planned fault comes before the call, or after it took effect', async () => {
  const gce = await startLab({ operationSteps: 0 });
  gce.faults.failNext('routes.insert', { code: 'backendError' });
  gce.faults.failNext('routes.insert', { code: 'internalError', when: 'after' });
  expect(await request(gce, 'POST', 'global/routes', routeBody())).toEqual(refusal(503, 'backendError'));
  expect(gce.backend.route('pods-0')).toBeUndefined();
  expect(await request(gce, 'POST', 'global/routes', routeBody())).toEqual(refusal(500, 'internalError'));
  expect(gce.backend.route('pods-0')).toBeDefined();
  expect(gce.calls.all.map(({ error }) => error)).toEqual(['backendError', 'internalError']);
});

test('who calls too fast is told so, until the bucket fills', async () => {
  let now = 0;
  const gce = await startLab({ now: () => now });
  gce.faults.throttle('routes.list', 1, 1);
  const list = () => request(gce, 'GET', 'global/routes');
  expect(await list()).toMatchObject({ status: 200 });
  expect(await list()).toEqual(refusal(403, 'rateLimitExceeded', 'Quota exceeded for quota metric'));
  now += 1000;
  expect(await list()).toMatchObject({ status: 200 });
});

test('a lack of permission names the permission', async () => {
  const gce = await startLab();
  gce.faults.failNext('routes.insert', { code: 'forbidden' });
  const answer = await request(gce, 'POST', 'global/routes', routeBody());
  expect(answer).toEqual(refusal(403, 'forbidden', "Required 'compute.routes.create' permission"));
});

test('what the service lacks is in the call log too', async () => {
  const gce = await startLab();
  expect(await request(gce, 'PATCH', 'global/routes/pods-0')).toMatchObject({ status: 404 });
  expect(gce.calls.all).toEqual([{ action: 'unknown', error: 'notFound' }]);
});

test('a list is filtered on the server', async () => {
  const gce = await startLab();
  const filter = encodeURIComponent(String.raw`name eq ".*\bworker\-1\b.*"`);
  expect(await request(gce, 'GET', `aggregated/instances?filter=${filter}`)).toMatchObject({
    body: { items: { 'zones/us-west1-c': { instances: [{ name: 'worker-1' }] } } },
  });
  expect(await request(gce, 'GET', 'global/routes?filter=name')).toMatchObject({
    status: 400,
    body: { error: { errors: [{ reason: 'invalid' }] } },
  });
});
