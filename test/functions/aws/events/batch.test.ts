import { describe, expect, it } from 'vitest';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';

const stateChange = (id: string, state: string) => ({
  version: '0',
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  time: new Date().toISOString(),
  detail: { 'instance-id': id, state },
});

describe('an SQS batch', () => {
  it('a malformed record, an unknown event, a duplicate, three launches, one end: one reconcile', async () => {
    await using bench = await startAwsTestbed();
    const ending = bench.boot(9);
    await bench.deliver();
    const ids = [0, 1, 2].map((i) => bench.boot(i));
    bench.queue.takeAll();
    bench.lines.length = 0;
    bench.ec2.calls.reset();

    bench.queue.sendBody('{"detail-type": "EC2 Inst');
    bench.queue.send({ source: 'aws.ec2', 'detail-type': 'EBS Volume Notification', detail: {} });
    bench.queue.send(stateChange(ids[0] ?? '', 'running'));
    for (const id of ids) bench.queue.send(stateChange(id, ' Running '));
    bench.queue.send(stateChange(ending, 'shutting-down'));
    await bench.deliver();

    expect(bench.routes()).toEqual({ '10.200.0.0/24': ids[0], '10.200.1.0/24': ids[1], '10.200.2.0/24': ids[2] });
    const messages = bench.lines.map(({ message }) => message);
    expect(messages.filter((message) => message === 'reconciled')).toHaveLength(1);
    expect(bench.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'event dropped' }));
    expect(bench.lines).toContainEqual(expect.objectContaining({ level: 'info', message: 'event ignored' }));
    expect(bench.queue.length).toBe(0);
    expect(bench.queue.deadLetters).toEqual([]);
    expect(bench.ec2.calls.count('DescribeInstances')).toBe(1);
  });

  it('of nothing but noise makes no call', async () => {
    await using bench = await startAwsTestbed();
    for (const body of ['', 'null', '[]', '"x"', '{"source":1}', '{"Records":[]}', 'x'.repeat(9999)]) {
      bench.queue.sendBody(body);
    }
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.queue.length).toBe(0);
  });

  it('with a resync and an end believes the end too', async () => {
    await using bench = await startAwsTestbed();
    const [living, ending] = [bench.boot(0), bench.boot(1)];
    await bench.deliver();
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    bench.queue.send(stateChange(ending, 'terminated'));
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': living });
    expect(bench.lines.filter(({ message }) => message === 'reconciled')).toHaveLength(2);
  });

  it('with a resync and a launch that the API does not show yet delivers the launch again', async () => {
    await using bench = await startAwsTestbed();
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    bench.queue.send(stateChange('i-0123456789abcdef0', 'pending'));
    await bench.deliver();
    expect(bench.queue.takeAll()).toEqual([expect.stringContaining('i-0123456789abcdef0')]);
  });

  it('the end of an instance wins over its other events, whatever their order', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.queue.send(stateChange(id, 'terminated'));
    bench.queue.send(stateChange(id, 'running'));
    await bench.deliver();
    expect(bench.routes()).toEqual({});
  });

  it('gives up on a message that fails every time, and keeps it as a dead letter', async () => {
    await using bench = await startAwsTestbed();
    bench.queue.send(stateChange('i-0123456789abcdef0', 'running'));
    await bench.queue.drainAll(bench.handler);
    expect(bench.queue.deadLetters).toHaveLength(1);
  });
});

describe('a single event', () => {
  it('bare from EventBridge works like one in a queue', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.handler(stateChange(id, 'running'));
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it('fails the invocation when something that may pass was left undone', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.ec2.faults.failNext('CreateRoute', { code: 'InternalError', status: 500 });
    await expect(bench.handler(stateChange(id, 'running'))).rejects.toMatchObject({
      name: 'UnfinishedError',
      retryable: true,
    });
  });

  it('on request from the bus resyncs', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.handler({ source: 'somebody', 'detail-type': 'Resync Requested', detail: { force: true } });
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
  });

  it.each([{ action: 'destroy' }, { action: 'resync', force: 'yes' }, { action: 'resync', cluster: 'x' }])(
    'by hand and wrong is refused to its sender: %j',
    async (payload) => {
      await using bench = await startAwsTestbed();
      await expect(bench.handler(payload)).rejects.toThrow(/not \{"action":"resync"\|"plan"/);
      expect(bench.ec2.calls.count()).toBe(0);
    },
  );

  it.each([undefined, null, 7, 'x', [], {}, { source: 'aws.ec2' }])('that is none is dropped: %j', async (payload) => {
    await using bench = await startAwsTestbed();
    expect(await bench.handler(payload)).toBeUndefined();
    expect(bench.ec2.calls.count()).toBe(0);
  });
});

describe('logs', () => {
  it('hold one JSON line for each decision and never user data', async () => {
    await using bench = await startAwsTestbed();
    const userData = '#!/bin/sh\nexport TOKEN=hunter2secret\nexport POD_CIDR="$(echo hunter2secret | base64)"\n';
    bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData });
    bench.boot(1);
    await bench.deliver();
    await bench.invokeManually({ action: 'resync' });
    expect(JSON.stringify(bench.lines)).not.toContain('hunter2');
    expect(bench.lines.filter(({ message }) => message === 'create route 10.200.1.0/24 done')).toHaveLength(1);
    for (const line of bench.lines) expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String) });
  });
});
