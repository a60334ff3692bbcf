import { describe, expect, it } from 'vitest';
import { bootWorker, podCidrOf } from '../../../../infra/local/aws.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';

const WRITES = ['CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'ModifyNetworkInterfaceAttribute'];

describe('the life of a node on AWS', () => {
  it('boot: one write in all, as soon as the data allows', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bootWorker(bench.ec2.backend, bench.network, 0);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.ec2.calls.all.filter(({ action }) => WRITES.includes(action))).toEqual([{ action: 'CreateRoute' }]);
  });

  it('a launch costs at most four calls, a second identical event writes nothing', async () => {
    await using bench = await startAwsTestbed();
    bootWorker(bench.ec2.backend, bench.network, 0);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.ec2.calls.all.map(({ action }) => action).toSorted()).toEqual([
      'CreateRoute',
      'DescribeInstanceAttribute',
      'DescribeInstances',
      'DescribeRouteTables',
    ]);
    bench.ec2.calls.reset();
    bench.boot(1);
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBeLessThanOrEqual(4);

    const event = {
      version: '0',
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      time: new Date().toISOString(),
      detail: { 'instance-id': bench.routes()['10.200.0.0/24'], state: 'running' },
    };
    bench.ec2.calls.reset();
    bench.queue.send(event);
    bench.queue.send(event);
    await bench.deliver();
    expect(bench.ec2.calls.all.map(({ action }) => action).toSorted()).toEqual([
      'DescribeInstances',
      'DescribeRouteTables',
    ]);
  });

  it('terminate: the route goes, the last worker’s too, for at most three calls', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.calls.reset();
    bench.ec2.backend.terminate(id);
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    expect(bench.ec2.calls.count()).toBeLessThanOrEqual(3);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.ec2.calls.count('DeleteRoute')).toBe(1);
  });

  it('a successor that boots before the old node’s end arrives gets the route once, and keeps it', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const old = bench.boot(0);
    await bench.deliver();
    backend.terminate(old);
    bench.ec2.settle();
    const ended = bench.queue.takeAll();
    const successor = bench.boot(0);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': successor });
    for (const event of ended) bench.queue.sendBody(event);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': successor });
    expect(bench.ec2.calls.all.filter(({ action }) => WRITES.includes(action)).map(({ action }) => action)).toEqual([
      'CreateRoute',
      'ReplaceRoute',
    ]);
  });

  it('and the other way round: the end first, then the successor', async () => {
    await using bench = await startAwsTestbed();
    const old = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(old);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    const successor = bench.boot(0);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': successor });
  });

  it('a new range for the same instance: the old route goes, the new one comes', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.stop(id);
    bench.ec2.settle();
    bench.ec2.backend.setUserData(id, 'name=worker-0|pod-cidr=10.200.7.0/24');
    bench.ec2.backend.start(id);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.7.0/24': id });
  });

  it('a new range counts as soon as a stopped node states it, for a function that read the old one too', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.stop(id);
    bench.ec2.settle();
    await bench.invokeManually({ action: 'resync' });
    bench.ec2.backend.setUserData(id, 'name=worker-0|pod-cidr=10.200.7.0/24');
    await bench.invokeManually({ action: 'resync' });
    expect(bench.routes()).toEqual({ '10.200.7.0/24': id });
  });

  it('stop and start: no write at all', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.calls.reset();
    for (const step of ['stop', 'start'] as const) {
      bench.ec2.backend[step](id);
      await bench.deliver();
      bench.ec2.settle();
      await bench.deliver();
      await bench.invokeManually({ action: 'resync' });
    }
    expect(bench.ec2.calls.all.filter(({ action }) => WRITES.includes(action))).toEqual([]);
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it('a Spot warning changes nothing', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.calls.reset();
    bench.queue.send({
      source: 'aws.ec2',
      'detail-type': 'EC2 Spot Instance Interruption Warning',
      detail: { 'instance-id': id, 'instance-action': 'terminate' },
    });
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it('the event says terminated, the API still says running: the event is believed', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.queue.send(stateChange(id, 'terminated'));
    await bench.deliver();
    expect(bench.routes()).toEqual({});
  });

  it('the event says running, the API does not know it: looked at again, then delivered again', async () => {
    await using bench = await startAwsTestbed();
    const stranger = 'i-0123456789abcdef0';
    bench.queue.send(stateChange(stranger, 'running'));
    await bench.deliver();
    expect(bench.ec2.calls.count('DescribeInstances')).toBe(3);
    expect(bench.queue.length).toBe(1);
  });

  it('the event says running, the API pending: the route is made and the event delivered again', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bootWorker(bench.ec2.backend, bench.network, 0);
    bench.queue.takeAll();
    bench.queue.send(stateChange(id, 'running'));
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
    expect(bench.queue.length).toBe(1);
    bench.ec2.settle();
    await bench.queue.drainAll(bench.handler);
    expect(bench.queue.deadLetters).toEqual([]);
  });

  it('an old event about an instance that is long gone is let go', async () => {
    await using bench = await startAwsTestbed();
    const event = stateChange('i-0123456789abcdef0', 'running');
    bench.queue.send({ ...event, time: '2020-01-01T00:00:00Z' });
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
  });

  it('a controller is skipped silently, rubbish is refused with instance, value and rule, and others go on', async () => {
    await using bench = await startAwsTestbed();
    const { backend } = bench.ec2;
    const subnetId = bench.network.subnetId;
    backend.runInstance({ subnetId, userData: 'name=controller-0' });
    const bad = ['banana', '10.200.0.5/24', '192.168.1/24', '10.200.0.0/33', '0.0.0.0/0', '10.240.0.0/25'];
    const ids = bad.map((value) => backend.runInstance({ subnetId, userData: `name=w|pod-cidr=${value}` }).id);
    const good = bench.boot(2);
    await bench.queue.drain(bench.handler);
    const report = await bench.invokeManually({ action: 'resync' });
    expect(bench.routes()).toEqual({ '10.200.2.0/24': good });
    expect(report.skipped.map(({ node }) => node).toSorted()).toEqual(ids.toSorted());
    for (const [i, id] of ids.entries()) {
      const reason = report.skipped.find(({ node }) => node === id)?.reason;
      expect(reason).toContain(`"${bad[i]}"`);
      expect(reason).toMatch(/refused: it (is|has|overlaps)/);
    }
  });

  it('two workers, one range: one holder, reported each time; the holder’s end hands over', async () => {
    await using bench = await startAwsTestbed();
    const holder = bench.boot(0);
    await bench.deliver();
    const other = bench.boot(0, '10.240.0.99');
    await bench.deliver();
    for (let i = 0; i < 3; i += 1) {
      const report = await bench.invokeManually({ action: 'resync' });
      expect(report.changes).toEqual([]);
      expect(report.conflicts).toMatchObject([{ destination: '10.200.0.0/24', nodes: [holder, other] }]);
    }
    bench.ec2.backend.terminate(holder);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': other });
  });

  it('ending the loser leaves the holder’s route', async () => {
    await using bench = await startAwsTestbed();
    const holder = bench.boot(0);
    await bench.deliver();
    const loser = bench.boot(0, '10.240.0.99');
    await bench.deliver();
    bench.ec2.backend.terminate(loser);
    bench.ec2.settle();
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': holder });
  });

  it('overlapping, unequal ranges: the later one is refused by the event already', async () => {
    await using bench = await startAwsTestbed();
    const first = bench.boot(0);
    await bench.deliver();
    const { id } = bench.ec2.backend.runInstance({
      subnetId: bench.network.subnetId,
      userData: 'pod-cidr=10.200.0.0/23',
    });
    await bench.deliver();
    expect(bench.routes()).toEqual({ [podCidrOf(0)]: first });
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'node skipped', node: id }));
  });
});

function stateChange(id: string, state: string) {
  return {
    version: '0',
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    time: new Date().toISOString(),
    detail: { 'instance-id': id, state },
  };
}
