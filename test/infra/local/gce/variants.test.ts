import { describe, expect, test } from 'vitest';
import type { GceVariants, LocalGce } from '../../../../infra/local/gcp.ts';
import { refusal, request, routeBody, startLab, zone } from './setup.ts';

const BUSY = 'There is a route operation in progress on the local or peer network. Try again later.';
const insert = (gce: LocalGce, fields = {}) => request(gce, 'POST', 'global/routes', routeBody(fields));
const second = { name: 'pods-1', destRange: '10.200.1.0/24' };

/** How the operation of an accepted request ends. */
async function ending(gce: LocalGce, { body }: { readonly body: unknown }): Promise<unknown> {
  const name: unknown = Reflect.get(Object(body), 'name');
  return (await request(gce, 'POST', `global/operations/${String(name)}/wait`)).body;
}

const startWith = (variants: Partial<GceVariants>) => startLab({ variants });

describe('operations on one network', () => {
  test('go on at once', async () => {
    const gce = await startWith({});
    expect([await insert(gce), await insert(gce, second)]).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  test('refuse each other', async () => {
    const gce = await startWith({ networkOperations: 'refused' });
    const first = await insert(gce);
    expect(await insert(gce, second)).toEqual(refusal(400, 'badRequest', BUSY));
    expect(await ending(gce, first)).not.toHaveProperty('error');
    expect(await insert(gce, second)).toMatchObject({ status: 200 });
    gce.settle();
    expect(await request(gce, 'DELETE', 'global/routes/pods-0')).toMatchObject({ status: 200 });
    expect(await request(gce, 'DELETE', 'global/routes/pods-1')).toEqual(refusal(400, 'badRequest', BUSY));
  });

  test('fail for each other', async () => {
    const gce = await startWith({ networkOperations: 'failed' });
    await insert(gce);
    const end = await ending(gce, await insert(gce, second));
    expect(end).toMatchObject({ error: { errors: [{ code: 'RESOURCE_NOT_READY', message: BUSY }] } });
    expect(gce.backend.routesOf('kubernetes-the-hard-way').map(({ destRange }) => destRange)).not.toContain(
      second.destRange,
    );
  });
});

test('a taken name and a used quota are told by the operation', async () => {
  const gce = await startLab({ routeQuota: 2, variants: { routeErrors: 'operation' } });
  await insert(gce);
  gce.settle();
  const end = await ending(gce, await insert(gce));
  expect(end).toMatchObject({ error: { errors: [{ code: 'RESOURCE_ALREADY_EXISTS' }] } });
  await insert(gce, second);
  gce.settle();
  const third = { name: 'pods-2', destRange: '10.200.2.0/24' };
  expect(await ending(gce, await insert(gce, third))).toMatchObject({
    error: { errors: [{ code: 'QUOTA_EXCEEDED' }] },
  });
});

test('a next hop outside the subnets is taken', async () => {
  const outside = { nextHopIp: '192.168.1.1' };
  expect(await insert(await startWith({}), outside)).toEqual(refusal(400, 'invalid', '192.168.1.1'));
  expect(await insert(await startWith({ nextHopOutsideSubnets: 'taken' }), outside)).toMatchObject({ status: 200 });
});

test('equal routes are refused, others are not', async () => {
  for (const [equalRoutes, status] of [['taken', 200] as const, ['refused', 400] as const]) {
    const gce = await startWith({ equalRoutes });
    await insert(gce);
    gce.settle();
    expect(await insert(gce, { name: 'equal' })).toMatchObject({ status });
    expect(await insert(gce, { name: 'other', priority: 900 })).toMatchObject({ status: 200 });
  }
});

test('a route to a stopped instance carries no warning', async () => {
  for (const [stoppedNextHop, code] of [['warned', 'NEXT_HOP_NOT_RUNNING'] as const, ['silent', undefined] as const]) {
    const gce = await startWith({ stoppedNextHop });
    await insert(gce);
    gce.settle();
    gce.backend.stop('worker-0');
    const { body } = await request(gce, 'GET', 'global/routes/pods-0');
    expect(body).toHaveProperty('name', 'pods-0');
    expect(Reflect.get(Object(body), 'warnings')?.[0]?.code).toBe(code);
  }
});

test('who asks for partial success is refused', async () => {
  const gce = await startWith({ partialSuccess: 'unknown' });
  const path = 'aggregated/instances';
  expect(await request(gce, 'GET', `${path}?returnPartialSuccess=true`)).toEqual(refusal(400, 'badRequest'));
  gce.unreachableZones.add(zone);
  expect(await request(gce, 'GET', path)).toMatchObject({ status: 200, body: { unreachables: { length: 1 } } });
});

test('everybody is shown part of the zones', async () => {
  const gce = await startWith({ partialSuccess: 'always' });
  gce.unreachableZones.add(zone);
  expect(await request(gce, 'GET', 'aggregated/instances')).toMatchObject({ status: 200 });
});
