import { describe, expect, it } from 'vitest';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { makeEc2Api } from '../../../../shared/aws/api/api.ts';
import { readTableRoutes } from '../../../../shared/aws/routes/route-reads.ts';
import { BROKEN_CONNECTIONS, VirtualClock } from '../../../../infra/local/simulation.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const SILENT = { code: 'cut', connection: 'silent' } as const;

const batch = (...events: readonly object[]) => ({
  Records: events.map((event, i) => ({ messageId: `${i}`, eventSource: 'aws:sqs', body: JSON.stringify(event) })),
});

const context = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });

function launch(id: string) {
  const detail = { 'instance-id': id, state: 'running' };
  return {
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    time: new Date().toISOString(),
    detail,
  };
}

describe('a client of EC2', () => {
  const start = async () => {
    const bench = await startAwsTestbed();
    const config = { region: 'us-east-1', credentials: CREDENTIALS, endpoint: bench.ec2.url };
    const read = (requestTimeout: number) => {
      const ec2 = makeEc2Api(ec2Client(config, requestTimeout), { retryPolicy: { maxRetries: 1, initialBackoff: 1 } });
      return () => readTableRoutes(ec2, bench.network.routeTableId);
    };
    return { bench, read };
  };

  it.each(BROKEN_CONNECTIONS)('reads again when the first try is %s', async (how) => {
    const { bench, read } = await start();
    await using _ = bench;
    bench.ec2.faults.failNext('DescribeRouteTables', { code: 'cut', connection: how });
    expect(await read(500)()).not.toEqual([]);
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(2);
  });

  it('that always is silent gives up', async () => {
    const { bench, read } = await start();
    await using _ = bench;
    bench.ec2.faults.failAlways('DescribeRouteTables', SILENT);
    await expect(read(100)()).rejects.toMatchObject({ kind: 'transient', code: 'TimeoutError' });
  });

  it('finds a new connection when all that it kept are dead, by one retry', async () => {
    const { bench, read } = await start();
    await using _ = bench;
    const readOnce = read(1000);
    await Promise.all([readOnce(), readOnce(), readOnce(), readOnce()]);
    bench.ec2.loseConnections();
    expect(await readOnce()).not.toEqual([]);
  });
});

describe('the function', () => {
  it('hands its messages back when EC2 is silent, within the time that it has', async () => {
    const clock = new VirtualClock();
    await using bench = await startAwsTestbed({ clock });
    const id = bench.boot(0);
    bench.ec2.faults.failAlways('DescribeRouteTables', SILENT);
    const answered = bench.handler(batch(launch(id)), context(4000));
    await expect.poll(() => bench.ec2.calls.count('DescribeRouteTables')).toBe(1);
    clock.advance(4000);
    expect(await answered).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/no time left/) }));
  });

  it('has its routes written and its message done when the bus is silent', async () => {
    const clock = new VirtualClock();
    await using bench = await startAwsTestbed({ clock, settings: { EVENT_BUS_NAME: 'default' } });
    const id = bench.boot(0);
    bench.bus.broken = 'silent';
    const answered = bench.handler(batch(launch(id)), context(4000));
    await expect.poll(() => bench.bus.calls.length).toBe(1);
    clock.advance(4000);
    expect(await answered).toEqual({ batchItemFailures: [] });
    expect(Object.values(bench.routes())).toEqual([id]);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'outcome could not be published' }));
  });
});
