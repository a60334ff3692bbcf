import { expect, test } from 'vitest';
import { refusal, request, routeBody, startLab } from './setup.ts';

const REQUEST_ID = '8f14e45f-ceea-467f-a830-5f2a1b3c4d5e';

test('an operation may never get done', async () => {
  const gce = await startLab();
  gce.operations.hangNext('routes.insert');
  const { body } = await request(gce, 'POST', 'global/routes', routeBody());
  gce.settle();
  expect(gce.backend.route('pods-0')).toBeUndefined();
  expect(body).toMatchObject({ status: 'PENDING' });
  expect(await request(gce, 'DELETE', 'global/routes/pods-0')).toEqual(refusal(400, 'resourceNotReady', 'pods-0'));
});

test('a resource with an operation in progress cannot be changed', async () => {
  const gce = await startLab();
  const path = 'zones/us-west1-c/instances/worker-0';
  await request(gce, 'POST', `${path}/stop`);
  expect(await request(gce, 'DELETE', path)).toEqual(refusal(400, 'resourceNotReady', 'worker-0'));
  gce.settle();
  expect(await request(gce, 'DELETE', path)).toMatchObject({ status: 200 });
});

test('the same requestId gives the same operation', async () => {
  const gce = await startLab();
  const path = `global/routes?requestId=${REQUEST_ID}`;
  const first = await request(gce, 'POST', path, routeBody());
  gce.settle();
  const second = await request(gce, 'POST', path, routeBody());
  expect(first.body).toMatchObject({ clientOperationId: REQUEST_ID, status: 'PENDING' });
  const name: unknown = expect.stringMatching(/^operation-/);
  expect(second).toMatchObject({ status: 200, body: { name, status: 'DONE' } });
  expect(second.body).toHaveProperty('id', Object(first.body).id);
  const bad = await request(gce, 'POST', 'global/routes?requestId=1', routeBody());
  expect(bad).toEqual(refusal(400, 'invalid', 'requestId'));
});

test('settling brings everything to its end, in order', async () => {
  const gce = await startLab();
  await request(gce, 'POST', 'global/routes', routeBody());
  gce.backend.stop('worker-1', 'gradually');
  const order: string[] = [];
  gce.onEvent((entry) => order.push(entry.protoPayload.methodName));
  gce.settle();
  expect(order).toEqual(['v1.compute.routes.insert', 'v1.compute.instances.stop']);
  expect(gce.backend.instance('worker-1').status).toBe('TERMINATED');
});

test('operations are listed, and an unknown one is not found', async () => {
  const gce = await startLab();
  await request(gce, 'POST', 'global/routes', routeBody());
  const listed = await request(gce, 'GET', 'global/operations?filter=operationType%3Dinsert');
  expect(listed.body).toMatchObject({ kind: 'compute#operationList', items: [{ status: 'PENDING' }] });
  expect(await request(gce, 'GET', 'global/operations/none')).toEqual(refusal(404, 'notFound', 'operations/none'));
});

test('a renewed service has the same address and none of what was', async () => {
  const gce = await startLab();
  gce.faults.failNext('networks.list', { code: 'backendError' });
  gce.unreachableZones.add('us-west1-c');
  const fresh = gce.renew();
  expect(fresh.url).toBe(gce.url);
  const { status, body } = await request(fresh, 'GET', 'global/networks');
  expect({ status, body }).toMatchObject({ status: 200, body: { kind: 'compute#networkList' } });
  expect(body).not.toHaveProperty('items');
  expect([...fresh.unreachableZones]).toEqual([]);
  expect([gce.calls.count(), fresh.calls.count()]).toEqual([0, 1]);
});
