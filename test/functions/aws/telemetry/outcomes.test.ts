import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';
const BUS = { EVENT_BUS_NAME: 'podroutes-bus' };
const types = (testbed: AwsTestbed) => testbed.bus.events.map((event) => event['detail-type']);

describe('outcomes on the bus', () => {
  it('tell of every write, with what was written and why', async () => {
    await using bench = await startAwsTestbed({ settings: BUS });
    const table = bench.network.routeTableId;
    const first = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(first);
    bench.ec2.settle();
    bench.queue.takeAll();
    const second = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.terminate(second);
    await bench.deliver();
    const base = { cluster: AWS_TUTORIAL.cluster, destination: D, table, drift: false };
    expect(bench.bus.events).toEqual(
      [
        [
          'Pod Route Created',
          { ...base, action: 'create', target: first, node: first, name: 'worker-0', reason: 'missing' },
        ],
        [
          'Pod Route Replaced',
          {
            ...base,
            action: 'replace',
            target: second,
            node: second,
            name: 'worker-0',
            before: expect.any(String),
            reason: 'target gone',
          },
        ],
        ['Pod Route Deleted', { ...base, action: 'delete', target: second, reason: 'target gone' }],
      ].map(([type, detail]) => ({ source: 'podroutes', bus: 'podroutes-bus', 'detail-type': type, detail })),
    );
  });

  it('tell of failures and conflicts', async () => {
    await using bench = await startAwsTestbed({ settings: BUS });
    const id = bench.boot(0);
    bench.ec2.faults.failNext('CreateRoute', { code: 'RouteLimitExceeded' });
    await bench.deliver();
    const error = expect.stringMatching(/^RouteLimitExceeded: CreateRoute on 10.200.0.0\/24/);
    expect(bench.bus.events).toMatchObject([
      {
        'detail-type': 'Pod Route Failed',
        detail: { action: 'create', destination: D, node: id, error, retryable: false },
      },
    ]);
    bench.queue.takeAll();
    const other = bench.boot(0, '10.240.0.99');
    await bench.invokeManually({ action: 'resync' });
    expect(bench.bus.events.at(-1)).toMatchObject({
      'detail-type': 'Pod Route Conflict',
      detail: {
        cluster: AWS_TUTORIAL.cluster,
        destination: D,
        nodes: [id, other],
        reason: expect.stringContaining('keeps it'),
      },
    });
  });

  it('tell of the ranges that nodes were told, and of nodes for which none is free', async () => {
    await using bench = await startAwsTestbed({
      settings: { ...BUS, CLUSTER_CIDR: '10.200.0.0/24', NODE_CIDR_MASK_SIZE_IPV4: '25' },
    });
    const ids = ['a', 'b', 'c'].map(
      (Name) =>
        bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, tags: { Name, 'pod-cidr': 'auto' } }).id,
    );
    bench.ec2.settle();
    await bench.deliver();
    const { cluster } = AWS_TUTORIAL;
    const ofType = (type: string) =>
      bench.bus.events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
    const allocated = ofType('Pod CIDR Allocated');
    const rangeOf = (id: string) => bench.ec2.backend.instance(id)?.tags.get('pod-cidr') ?? '';
    const told = ids.filter((id) => rangeOf(id) !== 'auto');
    expect(allocated).toHaveLength(2);
    for (const node of told) {
      expect(allocated).toContainEqual({ cluster, node, name: expect.any(String), podCidrs: [rangeOf(node)] });
      expect(bench.lines).toContainEqual(
        expect.objectContaining({ level: 'info', message: 'node told its pod CIDR', node, podCidrs: [rangeOf(node)] }),
      );
    }
    const [waiting] = ids.filter((id) => rangeOf(id) === 'auto');
    expect(ofType('Pod CIDR Not Available')).toEqual([{ cluster, node: waiting, reason: expect.any(String) }]);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'no range is free for node', node: waiting }),
    );
  });

  it('a plan, and a run that finds nothing to do, have none', async () => {
    await using bench = await startAwsTestbed({ settings: BUS });
    bench.boot(0);
    await bench.invokeManually({ action: 'resync' });
    await bench.invokeManually({ action: 'resync' });
    expect(bench.bus.calls).toEqual([1]);
    bench.boot(0, '10.240.0.99');
    bench.boot(1);
    expect((await bench.invokeManually({ action: 'plan' })).conflicts).toHaveLength(1);
    expect(bench.bus.calls).toEqual([1]);
  });

  it('are published only where a bus is set', async () => {
    await using bench = await startAwsTestbed();
    bench.boot(0);
    await bench.deliver();
    expect(bench.bus.calls).toEqual([]);
  });

  it('go out ten to a call; the refused ones once more', async () => {
    await using bench = await startAwsTestbed({ settings: BUS });
    for (let i = 0; i < 12; i += 1) bench.boot(i, `10.240.0.${100 + i}`);
    bench.bus.refuseNext = 3;
    await bench.invokeManually({ action: 'resync' });
    expect(bench.bus.calls).toEqual([10, 2, 3]);
    expect(types(bench)).toEqual(Array.from({ length: 12 }, () => 'Pod Route Created'));
    expect(bench.metrics.map((line) => line['Failures'])).toEqual([0]);
  });

  it.each(['refused', 'failed'])('that are %s twice are logged and counted; the routes stay written', async (how) => {
    await using bench = await startAwsTestbed({ settings: BUS });
    const id = bench.boot(0);
    if (how === 'refused') bench.bus.refuseNext = 2;
    else bench.bus.failNext = 2;
    await bench.deliver();
    expect(bench.routes()).toEqual({ [D]: id });
    expect(bench.queue.length).toBe(0);
    expect(bench.metrics.map((line) => line['Failures'])).toEqual([0, 1]);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'outcome could not be published',
        outcome: 'Pod Route Created',
        why: expect.stringMatching(how === 'refused' ? /^ThrottlingException/ : /allow events:PutEvents in the policy/),
      }),
    );
  });
});
