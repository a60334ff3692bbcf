import { describe, expect, it } from 'vitest';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const NODES = 500;
const POISON = 'i-0123456789abcdef0';

/** Node `i` of many: two of them share what one has in the lab. */
const podCidr = (i: number) => `10.200.${i >> 1}.${(i & 1) * 128}/25`;

function largeSubnet(testbed: AwsTestbed): string {
  testbed.ec2.backend.settings.routeQuota = 1000;
  testbed.ec2.backend.associateCidr(testbed.network.vpcId, '10.241.0.0/22');
  return testbed.ec2.backend.createSubnet({ vpcId: testbed.network.vpcId, cidr: '10.241.0.0/22' }).id;
}

const reconciles = (testbed: AwsTestbed) => testbed.lines.filter(({ message }) => message === 'reconciled').length;

const launched = (id: string) => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  time: new Date().toISOString(),
  detail: { 'instance-id': id, state: 'running' },
});

describe('a burst', () => {
  it('of 500 launches and one poison message: at most 20 reconciles, every route, the poison alone is a dead letter', async () => {
    await using bench = await startAwsTestbed({ queue: { batchSize: 50 } });
    const subnetId = largeSubnet(bench);
    const wanted: Record<string, string> = {};
    for (let i = 0; i < NODES; i += 1) {
      if (i === NODES / 2) bench.queue.send(launched(POISON));
      wanted[podCidr(i)] = bench.ec2.backend.runInstance({ subnetId, userData: `pod-cidr=${podCidr(i)}` }).id;
    }
    expect(bench.queue.length).toBe(NODES + 1);
    await bench.queue.drainAll(bench.handler);
    expect(bench.routes()).toEqual(wanted);
    expect(reconciles(bench)).toBeLessThanOrEqual(20);
    expect(bench.queue.deadLetters.map((body) => JSON.parse(body))).toMatchObject([
      { detail: { 'instance-id': POISON } },
    ]);
    expect(bench.ec2.calls.count('CreateRoute')).toBe(NODES);
  }, 60_000);

  it('of held launches: every hook is completed, whatever else is in its batch', async () => {
    await using bench = await startAwsTestbed({ queue: { batchSize: 50 } });
    const subnetId = largeSubnet(bench);
    const ids = Array.from({ length: 60 }, (_, i) =>
      bench.ec2.backend.runInstance({ subnetId, userData: `pod-cidr=${podCidr(i)}` }),
    ).map(({ id }) => id);
    bench.queue.takeAll();
    const poison = bench.autoScaling.hold('launch', POISON);
    const actions = ids.map((id) => bench.autoScaling.hold('launch', id));
    bench.queue.sendBody('{"detail-type": "EC2 Inst');
    await bench.queue.drainAll(bench.handler);
    expect(new Set(actions.map(({ state }) => state))).toEqual(new Set(['CONTINUE']));
    expect(poison.state).toBe('waiting');
    expect(bench.queue.deadLetters).toHaveLength(1);
    expect(reconciles(bench)).toBeLessThanOrEqual(6);
  }, 60_000);

  it('a poison message does not drag a resync of its batch along', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.queue.takeAll();
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    bench.ec2.faults.failNext('CreateRoute', { code: 'RouteLimitExceeded' });
    bench.queue.send(launched(id));
    await bench.deliver();
    expect(bench.queue.takeAll()).toEqual([expect.stringContaining(id)]);
  });

  it('a failure that only the resync can know of brings the resync back', async () => {
    await using bench = await startAwsTestbed();
    const [first, second] = [bench.boot(0), bench.boot(1)];
    await bench.deliver();
    bench.ec2.backend.deleteRoute(bench.network.routeTableId, '10.200.0.0/24');
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    bench.queue.send(launched(second));
    bench.ec2.faults.failNext('CreateRoute', { code: 'InternalError', status: 500 });
    await bench.deliver();
    expect(bench.queue.takeAll()).toEqual([expect.stringContaining('Scheduled Event')]);
    expect(bench.routes()).not.toHaveProperty('10.200.0.0/24', first);
  });

  it('a resync that stops itself does not hold up a launch of its batch', async () => {
    await using bench = await startAwsTestbed({ queue: { batchSize: 50 } });
    const subnetId = largeSubnet(bench);
    const ids = Array.from({ length: 20 }, (_, i) =>
      bench.ec2.backend.runInstance({ subnetId, userData: `pod-cidr=${podCidr(i)}` }),
    ).map(({ id }) => id);
    await bench.deliver();
    for (const id of ids) bench.ec2.backend.terminate(id);
    bench.ec2.settle();
    bench.queue.takeAll();
    const late = bench.boot(30);
    bench.queue.takeAll();
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    bench.queue.send(launched(late));
    await bench.deliver();
    expect(bench.routes()['10.200.30.0/24']).toBe(late);
    expect(Object.keys(bench.routes())).toHaveLength(21);
    expect(bench.queue.takeAll()).toEqual([expect.stringContaining('Scheduled Event')]);
  });
});
