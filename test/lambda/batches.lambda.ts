import { describe, expect, it } from 'vitest';
import { startLambdaTestbed } from './support/testbed.ts';

const MIME = 'Content-Type: multipart/mixed; boundary="B"\n\n--B\n\npod-cidr=10.200.7.0/24\n--B--\n';

describe('a batch from the queue', () => {
  it('of launches: routes, outcomes on the bus, nothing handed back', async () => {
    await using bench = await startLambdaTestbed();
    const [first, second] = [bench.boot(0), bench.boot(1)];
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': first, '10.200.1.0/24': second });
    expect(bench.bus.events.map((event) => event['detail-type'])).toEqual(Array(2).fill('Pod Route Created'));
    expect([bench.queue.batches, bench.queue.length]).toEqual([1, 0]);
  });

  it('needs code that is loaded late: MIME, a launch hook', async () => {
    await using bench = await startLambdaTestbed();
    const interfaces = [{ subnetId: bench.network.subnetId }];
    const { id } = bench.ec2.backend.runInstance({ interfaces, userData: MIME });
    const hook = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.7.0/24': id });
    expect(hook.state).toBe('CONTINUE');
    expect(bench.queue.length).toBe(0);
  });

  it('of which one node cannot be routed to: its message alone is handed back, and succeeds later', async () => {
    await using bench = await startLambdaTestbed();
    const routed = bench.boot(0);
    await bench.deliver();
    const refused = bench.boot(1);
    const [, running = ''] = bench.queue.takeAll();
    const message = (messageId: string, instance: string) => ({
      messageId,
      eventSource: 'aws:sqs',
      body: running.replaceAll(refused, instance),
    });
    bench.ec2.faults.failAlways('CreateRoute', { code: 'UnauthorizedOperation', status: 403 });
    const Records = [message('routed', routed), message('refused', refused)];
    expect(await bench.lambda.invoke({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'refused' }] });
    bench.ec2.faults.clear();
    expect(await bench.lambda.invoke({ Records })).toEqual({ batchItemFailures: [] });
    expect(bench.routes()).toEqual({ '10.200.0.0/24': routed, '10.200.1.0/24': refused });
  });

  it('with messages that nobody understands: they are dropped with a reason, the others carried out', async () => {
    await using bench = await startLambdaTestbed();
    for (const body of ['', '{"detail-type": "EC2 Inst', '[]', '{"source":1}']) bench.queue.sendBody(body);
    bench.queue.send({ source: 'aws.ec2', 'detail-type': 'EBS Volume Notification', detail: {} });
    const id = bench.boot(0);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': id });
    expect(bench.queue.length).toBe(0);
    expect(await bench.lambda.end()).toContain('event dropped');
  });

  it('when EC2 may not be read: the invocation fails, so that all of it comes again', async () => {
    await using bench = await startLambdaTestbed();
    bench.boot(0);
    bench.ec2.faults.failAlways('DescribeRouteTables', { code: 'UnauthorizedOperation', status: 403 });
    const waiting = bench.queue.length;
    const reason = { message: expect.stringContaining('ec2:DescribeRouteTables') };
    expect(await bench.deliver()).toMatchObject([{ status: 'rejected', reason }]);
    expect(bench.queue.length).toBe(waiting);
  });
});
