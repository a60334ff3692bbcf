import { describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const asking = { 'pod-cidr': 'auto', ...AWS_TUTORIAL.clusterTag };

/** Launches an instance of a group, whose hook holds it. Nothing else is to be delivered. */
function launch({ ec2, network, queue, autoScaling }: AwsTestbed, tags: Record<string, string> = {}) {
  const { id } = ec2.backend.runInstance({ subnetId: network.subnetId, tags });
  ec2.settle();
  queue.takeAll();
  return { id, hook: autoScaling.hold('launch', id) };
}

const tagOf = ({ ec2 }: AwsTestbed, id: string) => ec2.backend.instance(id)?.tags.get('pod-cidr') ?? '';

const tagChange = (id: string) => ({
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  time: new Date().toISOString(),
  resources: [`arn:aws:ec2:us-east-1:123456789012:instance/${id}`],
  detail: { 'changed-tag-keys': ['pod-cidr'], service: 'ec2', 'resource-type': 'instance' },
});

describe('the launch gate of a node that asks for a range', () => {
  it('opens when the node was told and is routed in all tables, with the one event', async () => {
    await using bench = await startAwsTestbed();
    const { vpcId, routeTableId } = bench.network;
    const second = bench.ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id;
    const { id, hook } = launch(bench, asking);
    await bench.deliver();
    expect(hook.state).toBe('CONTINUE');
    const routes = { [tagOf(bench, id)]: id };
    expect([bench.routes(routeTableId), bench.routes(second)]).toEqual([routes, routes]);
  });

  it('stays shut without the right to tell it, says what is missing, and opens after the grant with the next resync', async () => {
    await using bench = await startAwsTestbed();
    bench.ec2.faults.failAlways('CreateTags', { code: 'UnauthorizedOperation', status: 403 });
    const { id, hook } = launch(bench, asking);
    await bench.deliver();
    await bench.deliver();
    expect(hook.state).toBe('waiting');
    expect(bench.autoScaling.calls.count()).toBe(0);
    expect(tagOf(bench, id)).toBe('auto');
    const reserved = bench.routes();
    expect(Object.values(reserved)).toEqual([id]);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ level: 'error', error: expect.stringMatching(/allow ec2:CreateTags.*allocate=true/) }),
    );
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ message: 'launch hook held', why: 'it was not told its pod CIDR yet' }),
    );
    // Its message is hidden for minutes.
    const [hidden = ''] = bench.queue.takeAll();
    bench.ec2.faults.stopFailing('CreateTags');
    bench.queue.send({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
    await bench.deliver();
    expect(hook.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual(reserved);
    expect(Object.keys(reserved)).toEqual([tagOf(bench, id)]);
    bench.queue.sendBody(hidden);
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
    expect(bench.lines.at(-1)).toMatchObject({ message: 'nobody waits for this launch hook any more' });
  });

  it('stays shut while no range is free, and opens with the end of a node that had one', async () => {
    await using bench = await startAwsTestbed({ settings: { CLUSTER_CIDR: '10.200.0.0/23' } });
    const { queue } = bench;
    const launched = [1, 2, 3].map(() => ({ ...launch(bench, asking), message: queue.takeAll() }));
    for (const body of launched.flatMap(({ message }) => message)) queue.sendBody(body);
    await bench.deliver();
    const held = launched.filter(({ hook }) => hook.state === 'waiting');
    expect(held).toHaveLength(1);
    const [first] = launched.filter(({ hook }) => hook.state === 'CONTINUE');
    const range = tagOf(bench, first?.id ?? '');
    queue.takeAll();
    bench.ec2.backend.terminate(first?.id ?? '');
    await bench.deliver();
    expect(held.map(({ hook }) => hook.state)).toEqual(['CONTINUE']);
    expect(held.map(({ id }) => tagOf(bench, id))).toEqual([range]);
  });

  it('opens for the successor of a replaced node, with another range, while the first still runs', async () => {
    await using bench = await startAwsTestbed();
    const first = launch(bench, asking);
    await bench.deliver();
    const second = launch(bench, asking);
    await bench.deliver();
    expect([first.hook.state, second.hook.state]).toEqual(['CONTINUE', 'CONTINUE']);
    const [old, range] = [tagOf(bench, first.id), tagOf(bench, second.id)];
    expect(bench.routes()).toEqual({ [old]: first.id, [range]: second.id });
    bench.ec2.backend.terminate(first.id);
    await bench.deliver();
    expect(bench.routes()).toEqual({ [range]: second.id });
    // Free again, and not given out at once.
    const third = launch(bench, asking);
    await bench.deliver();
    expect(third.hook.state).toBe('CONTINUE');
    expect([old, range]).not.toContain(tagOf(bench, third.id));
  });
});

describe('the launch gate of an instance that states nothing', () => {
  it.each([
    ['false', 'CONTINUE'],
    ['true', 'waiting'],
  ])('with GATE_WAITS_FOR_RANGE=%s is %s', async (setting, state) => {
    await using bench = await startAwsTestbed({ settings: { GATE_WAITS_FOR_RANGE: setting } });
    const { hook } = launch(bench);
    await bench.deliver();
    expect(hook.state).toBe(state);
  });

  it('waits for whoever copies its range from elsewhere, and opens with the event of the tag', async () => {
    await using bench = await startAwsTestbed({ settings: { GATE_WAITS_FOR_RANGE: 'true' } });
    const { id, hook } = launch(bench);
    await bench.deliver();
    expect(hook.state).toBe('waiting');
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ message: 'launch hook held', why: 'it states no pod CIDR yet' }),
    );
    bench.queue.takeAll();
    bench.ec2.backend.tag(id, { 'pod-cidr': '10.200.3.0/24' });
    bench.queue.send(tagChange(id));
    await bench.deliver();
    expect(hook.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({ '10.200.3.0/24': id });
  });

  it('leaves instances of other networks alone', async () => {
    await using bench = await startAwsTestbed({ settings: { GATE_WAITS_FOR_RANGE: 'true' } });
    const vpc = bench.ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
    const subnet = bench.ec2.backend.createSubnet({ vpcId: vpc.id, cidr: '10.9.0.0/24' });
    const { id } = bench.ec2.backend.runInstance({ subnetId: subnet.id });
    bench.queue.takeAll();
    bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'launch hook left alone' }));
  });
});
