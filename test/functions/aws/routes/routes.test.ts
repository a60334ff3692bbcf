import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';
const RESYNC = { action: 'resync' };

const writes = (testbed: AwsTestbed) =>
  testbed.ec2.calls.all.map(({ action }) => action).filter((action) => /^(Create|Replace|Delete)Route$/.test(action));

function moreTables(testbed: AwsTestbed, count: number): string[] {
  const { vpcId } = testbed.network;
  return Array.from(
    { length: count },
    () => testbed.ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id,
  );
}

describe('ownership on AWS', () => {
  it('untagged tables are untouched', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bench.ec2.backend.createRouteTable({ vpcId: bench.network.vpcId });
    const worker = bench.boot(0);
    await bench.deliver();
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ [D]: worker });
    expect(bench.routes(id)).toEqual({});
  });

  it('no tagged table at all is an error that names the tag, and nothing is written', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_NAME: 'other' } });
    bench.boot(0);
    await expect(bench.invokeManually(RESYNC)).rejects.toThrow(
      /no route table carries the tag kubernetes.io\/cluster\/other/,
    );
    expect(writes(bench)).toEqual([]);
  });

  it('tables named in the settings need no tag, and must exist', async () => {
    await using first = await startAwsTestbed();
    const { id } = first.ec2.backend.createRouteTable({ vpcId: first.network.vpcId });
    await using bench = await startAwsTestbed({ settings: { ROUTE_TABLE_IDS: id } });
    await expect(bench.invokeManually(RESYNC)).rejects.toThrow(
      `ROUTE_TABLE_IDS names ${id}, which does not exist here`,
    );
  });

  it('an instance tagged for another cluster is no node of this one', async () => {
    await using bench = await startAwsTestbed();
    const tags = { 'kubernetes.io/cluster/other': 'owned' };
    bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=${D}`, tags });
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({});
  });

  it('instances of other VPCs cost no further call', async () => {
    await using bench = await startAwsTestbed();
    const vpc = bench.ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
    const subnet = bench.ec2.backend.createSubnet({ vpcId: vpc.id, cidr: '10.9.0.0/24' });
    bench.ec2.backend.runInstance({ subnetId: subnet.id, userData: `pod-cidr=${D}` });
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.ec2.calls.count('DescribeInstanceAttribute')).toBe(0);
    expect(bench.queue.length).toBe(0);
    expect(bench.routes()).toEqual({});
  });

  it('foreign routes inside the range stop nothing, are reported and stay', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const table = bench.network.routeTableId;
    const appliance = backend.runInstance({ subnetId: bench.network.subnetId });
    bench.ec2.settle();
    backend.createRoute(table, '10.200.9.0/24', { field: 'instanceId', id: appliance.id });
    backend.addForeignRoute(table, { destination: D, target: { field: 'natGatewayId', id: 'nat-1' } });
    const theirs = { interfaceId: 'eni-0aaa', instanceId: 'i-0aaaaaaaaaaaaaaaa', ownerId: '999999999999' };
    backend.addForeignRoute(table, { destination: '10.200.8.0/24', target: theirs, state: 'blackhole' });
    const before = backend.routesOf(table);
    bench.boot(0);
    const worker = bench.boot(1);
    const report = await bench.invokeManually(RESYNC);
    const after = backend.routesOf(table);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(before.length + 1);
    expect(bench.routes()['10.200.1.0/24']).toBe(worker);
    expect(report.conflicts).toMatchObject([{ destination: D, reason: expect.stringContaining('nat-1') }]);
  });

  it('prefix lists, propagated and default routes are not even looked at', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const table = bench.network.routeTableId;
    backend.addForeignRoute(table, { destination: 'pl-12345678', target: { field: 'gatewayId', id: 'vgw-1' } });
    backend.addForeignRoute(table, {
      destination: '10.200.77.0/24',
      target: { field: 'gatewayId', id: 'vgw-1' },
      origin: 'EnableVgwRoutePropagation',
    });
    // Dead, inside the range, to an interface: and yet not made by an API call, so not ours.
    backend.addForeignRoute(table, {
      destination: '10.200.78.0/24',
      target: { interfaceId: 'eni-0bbb', ownerId: '123456789012' },
      origin: 'Advertisement',
      state: 'blackhole',
    });
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [], conflicts: [], summary: { failed: 0 } });
  });

  it('a dead route of ours goes, though a propagated one of its range is beside it', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const table = bench.network.routeTableId;
    backend.addForeignRoute(table, {
      destination: D,
      target: { field: 'gatewayId', id: 'vgw-1' },
      origin: 'EnableVgwRoutePropagation',
    });
    const worker = bench.boot(0);
    backend.createRoute(table, D, { field: 'instanceId', id: worker });
    backend.terminate(worker);
    bench.ec2.settle();
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ summary: { deleted: 1, failed: 0 } });
    expect(backend.routesOf(table).filter(({ destination }) => destination === D)).toMatchObject([
      { gatewayId: 'vgw-1' },
    ]);
  });
});

describe('routes on AWS', () => {
  it.each([true, false])('a blackhole for a wanted range: one ReplaceRoute, instance id shown: %s', async (shown) => {
    await using bench = await startAwsTestbed({ variants: { blackholeKeepsInstanceId: shown } });
    const old = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(old);
    bench.ec2.settle();
    bench.queue.takeAll();
    const successor = bench.boot(0);
    bench.ec2.calls.reset();
    await bench.invokeManually(RESYNC);
    expect(writes(bench)).toEqual(['ReplaceRoute']);
    expect(bench.routes()).toEqual({ [D]: successor });
  });

  it.each([true, false])('a blackhole that nobody wants goes with the resync, instance id shown: %s', async (shown) => {
    await using bench = await startAwsTestbed({ variants: { blackholeKeepsInstanceId: shown } });
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(id);
    bench.ec2.settle();
    bench.ec2.backend.purge();
    bench.queue.takeAll();
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({});
  });

  it('a late end finds its route even when the blackhole no longer says whose it was', async () => {
    await using bench = await startAwsTestbed({ variants: { blackholeKeepsInstanceId: false } });
    const id = bench.boot(0);
    const living = bench.boot(1);
    await bench.deliver();
    bench.ec2.backend.terminate(id);
    bench.ec2.settle();
    const late = bench.queue.takeAll().at(-1) ?? '';
    expect(bench.routes()).toEqual({ [D]: expect.stringMatching(/^eni-/), '10.200.1.0/24': living });
    bench.queue.sendBody(late);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.1.0/24': living });
  });

  it('an end is believed over an old list that shows who has the interface of the dead route', async () => {
    await using bench = await startAwsTestbed({ variants: { blackholeKeepsInstanceId: false } });
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(id);
    bench.ec2.staleReads('DescribeInstances', 1);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    expect(bench.queue.length).toBe(0);
  });

  it('several tables: right stays, wrong is mended, the full one fails by name, and so does the run', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const first = bench.boot(0);
    await bench.deliver();
    const [wrong = '', full = ''] = moreTables(bench, 2);
    const other = bench.boot(1);
    bench.queue.takeAll();
    backend.createRoute(wrong, D, { field: 'instanceId', id: other });
    // As many routes as the tables may hold, in this one only.
    backend.createRoute(full, '10.99.0.0/24', { field: 'gatewayId', id: bench.network.gatewayId });
    backend.createRoute(full, '10.98.0.0/24', { field: 'gatewayId', id: bench.network.gatewayId });
    backend.settings.routeQuota = 3;
    bench.ec2.calls.reset();
    const report = await bench.invokeManually(RESYNC);
    const done = report.changes
      .filter(({ status }) => status === 'done')
      .map((c) => [c.action, c.destination, c.table]);
    expect(done).toContainEqual(['replace', D, wrong]);
    expect(done.filter(([, destination, table]) => destination === D && table === bench.network.routeTableId)).toEqual(
      [],
    );
    expect(bench.routes()[D]).toBe(first);
    expect(bench.routes(wrong)[D]).toBe(first);
    const failed = report.changes.filter(({ status }) => status === 'failed');
    expect(failed).not.toEqual([]);
    for (const { table, error } of failed) {
      expect(error).toMatch(/^RouteLimitExceeded: .*Routes per route table/);
      expect(error).toContain(table);
    }
    expect(failed.map(({ table }) => table)).toContain(full);
    const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    await expect(bench.handler(scheduled)).rejects.toThrow(
      new RegExp(`${full}.*RouteLimitExceeded|RouteLimitExceeded.*${full}`),
    );
  });

  it.each([
    ['name=worker-0', 'has the tag "Pod-CIDR"; podroutes reads "pod-cidr"'],
    ['PODCIDR=10.200.0.0/24', 'its user data has "PODCIDR"; podroutes reads "POD_CIDR"'],
    ['POD_CIDR=$(curl http://x)', 'its pod CIDR is computed at boot; tag the instance with pod-cidr'],
  ])('%s states nothing, and the report says what to do', async (userData, reason) => {
    await using bench = await startAwsTestbed();
    const tags = { Name: 'w', ...(userData === 'name=worker-0' ? { 'Pod-CIDR': D } : {}) };
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData, tags });
    bench.ec2.settle();
    const report = await bench.invokeManually(RESYNC);
    expect(report).toMatchObject({ changes: [], conflicts: [], skipped: [{ node: id, reason: `w: ${reason}` }] });
  });

  it('a near miss beside a statement is silent', async () => {
    await using bench = await startAwsTestbed();
    const tags = { PodCidr: '10.200.9.0/24' };
    bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=${D}`, tags });
    bench.ec2.settle();
    expect(await bench.invokeManually(RESYNC)).toMatchObject({ changes: [{ destination: D }], skipped: [] });
  });

  it('two interfaces: the route goes to the first, and that one’s check is switched off', async () => {
    await using bench = await startAwsTestbed();
    const { subnetId } = bench.network;
    const { id } = bench.ec2.backend.runInstance({
      interfaces: [
        { subnetId, deviceIndex: 1 },
        { subnetId, deviceIndex: 0 },
      ],
      userData: `pod-cidr=${D}`,
    });
    bench.ec2.settle();
    await bench.deliver();
    const [first, second] = bench.ec2.backend.interfacesOf(id);
    const [route] = bench.ec2.backend.routesOf(bench.network.routeTableId).filter((each) => each.destination === D);
    expect(route).toMatchObject({ networkInterfaceId: first?.id, instanceId: id, state: 'active' });
    expect([first?.sourceDestCheck, second?.sourceDestCheck]).toEqual([false, true]);
  });

  it('a route to the second interface is re-pointed to the first', async () => {
    await using bench = await startAwsTestbed();
    const { subnetId, routeTableId } = bench.network;
    const { id } = bench.ec2.backend.runInstance({
      interfaces: [{ subnetId }, { subnetId, deviceIndex: 1 }],
      userData: `pod-cidr=${D}`,
    });
    bench.ec2.settle();
    const [first, second] = bench.ec2.backend.interfacesOf(id);
    bench.ec2.backend.createRoute(routeTableId, D, { field: 'networkInterfaceId', id: second?.id ?? '' });
    expect((await bench.invokeManually(RESYNC)).changes).toMatchObject([
      { action: 'replace', reason: 'wrong interface' },
    ]);
    expect(bench.ec2.backend.routesOf(routeTableId).find((route) => route.destination === D)?.networkInterfaceId).toBe(
      first?.id,
    );
  });

  it('the source/dest check is switched off; failing that is reported and does not block the route', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=${D}` });
    bench.ec2.settle();
    bench.ec2.faults.failNext('ModifyNetworkInterfaceAttribute', { code: 'UnauthorizedOperation', status: 403 });
    const refused = await bench.invokeManually(RESYNC);
    expect(refused.summary.created).toBe(1);
    expect(refused.errors).toMatchObject([{ node: id, retryable: false }]);
    expect(refused.errors[0]?.error).toMatch(
      /UnauthorizedOperation: ModifyNetworkInterfaceAttribute on eni-.*allow ec2:ModifyNetworkInterfaceAttribute/,
    );
    expect(await bench.invokeManually(RESYNC)).toMatchObject({
      forwarding: [id],
      errors: [],
      summary: { unchanged: 1 },
    });
    bench.ec2.calls.reset();
    await bench.invokeManually(RESYNC);
    expect(bench.ec2.calls.count('ModifyNetworkInterfaceAttribute')).toBe(0);
  });

  it('tables and instances come in pages', async () => {
    await using bench = await startAwsTestbed({ maxPage: 5 });
    const tables = moreTables(bench, 7);
    for (let i = 0; i < 12; i += 1) {
      bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=10.200.${i}.0/24` });
    }
    bench.ec2.settle();
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary.created).toBe(12 * 8);
    for (const table of tables) expect(Object.keys(bench.routes(table))).toHaveLength(12);
    expect(bench.ec2.calls.count('DescribeInstances')).toBe(3);
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(2);
  });

  it('dual stack: each range in its own field; swapped next hops are put right', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const { subnetId, routeTableId } = bench.network;
    const nodes = [1, 2].map(
      (i) => backend.runInstance({ subnetId, userData: `pod-cidr=10.200.${i}.0/24,fd00:10:0:${i}::/64` }).id,
    );
    bench.ec2.settle();
    await bench.deliver();
    const right = {
      '10.200.1.0/24': nodes[0],
      'fd00:10:0:1::/64': nodes[0],
      '10.200.2.0/24': nodes[1],
      'fd00:10:0:2::/64': nodes[1],
    };
    expect(bench.routes()).toEqual(right);
    backend.replaceRoute(routeTableId, 'fd00:10:0:1::/64', { field: 'instanceId', id: nodes[1] ?? '' });
    backend.replaceRoute(routeTableId, 'fd00:10:0:2::/64', { field: 'instanceId', id: nodes[0] ?? '' });
    const report = await bench.invokeManually(RESYNC);
    expect(report.summary).toMatchObject({ replaced: 2, unchanged: 2 });
    expect(bench.routes()).toEqual(right);
  });

  it('drift: deleted and re-pointed routes are back after the resync, and reported as drift', async () => {
    await using bench = await startAwsTestbed();
    const workers = [0, 1].map((i) => bench.boot(i));
    await bench.deliver();
    bench.ec2.backend.deleteRoute(bench.network.routeTableId, D);
    bench.ec2.backend.replaceRoute(bench.network.routeTableId, '10.200.1.0/24', {
      field: 'instanceId',
      id: workers[0] ?? '',
    });
    const report = await bench.invokeManually(RESYNC);
    expect(report.changes).toMatchObject([
      { action: 'create', destination: D, drift: true, status: 'done' },
      { action: 'replace', destination: '10.200.1.0/24', drift: true, status: 'done', before: workers[0] },
    ]);
    expect(bench.routes()).toEqual({ [D]: workers[0], '10.200.1.0/24': workers[1] });
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: `create route ${D} done`, drift: true }));
  });

  it('a resync that would delete most routes stops, says so, and obeys force', async () => {
    await using bench = await startAwsTestbed();
    const ids = Array.from({ length: 12 }, (_, i) => bench.boot(i, `10.240.0.1${String(i).padStart(2, '0')}`));
    await bench.deliver();
    bench.ec2.backend.terminate(...ids);
    bench.ec2.settle();
    bench.queue.takeAll();
    const report = await bench.invokeManually(RESYNC);
    expect(report.stopped).toMatch(/would delete 12 of 12 routes.*force/);
    expect(report.changes.every(({ status }) => status === 'planned')).toBe(true);
    expect(Object.keys(bench.routes())).toHaveLength(12);
    await bench.invokeManually({ action: 'resync', force: true });
    expect(bench.routes()).toEqual({});
  });

  it('a plan writes nothing', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    const report = await bench.invokeManually({ action: 'plan' });
    expect(report).toMatchObject({ dryRun: true, changes: [{ action: 'create', destination: D, status: 'planned' }] });
    expect(writes(bench)).toEqual([]);
  });
});
