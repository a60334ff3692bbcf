import { describe, expect, it } from 'vitest';
import { makeLogger } from '../../../../functions/common/log.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const HOME = { account: '123456789012', region: 'us-east-1' };
const CONTEXT = { invokedFunctionArn: `arn:aws:lambda:${HOME.region}:${HOME.account}:function:podroutes` };
const RESYNC = { action: 'resync' };

const stateChange = (id: unknown, state: unknown, more: object = {}) => ({
  ...HOME,
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  time: new Date().toISOString(),
  detail: { 'instance-id': id, state },
  ...more,
});

/** One node with its route, and nothing said or called since. */
async function withNode(): Promise<AwsTestbed & { node: string }> {
  const testbed = await startAwsTestbed();
  const node = testbed.boot(0);
  await testbed.deliver();
  testbed.queue.takeAll();
  testbed.lines.length = 0;
  testbed.ec2.calls.reset();
  return Object.assign(testbed, { node });
}

describe('an event from elsewhere', () => {
  it.each([{ account: '210987654321' }, { region: 'eu-west-1' }])('%j wakes nobody', async (from) => {
    await using bench = await withNode();
    const forged = stateChange(bench.node, 'terminated', from);
    bench.queue.send(forged);
    bench.queue.send({ ...from, source: 'x', 'detail-type': 'Resync Requested', detail: {} });
    bench.queue.send(stateChange('i-0fedcba9876543210', 'running', from));
    await bench.queue.drainAll(bench.handler);
    expect(await bench.handler(forged, CONTEXT)).toBeUndefined();
    expect(bench.queue.deadLetters).toEqual([]);
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.routes()).toEqual({ '10.200.0.0/24': bench.node });
    expect(bench.lines.map(({ why }) => why)).toEqual(Array(4).fill('an event of another account or region'));
  });

  it('is told from one of our own by the queue, or by the function’s ARN', async () => {
    await using bench = await withNode();
    bench.ec2.backend.deleteRoute(bench.network.routeTableId, '10.200.0.0/24');
    await bench.handler(stateChange(bench.node, 'running'), CONTEXT);
    expect(bench.routes()).toEqual({ '10.200.0.0/24': bench.node });
  });
});

describe('a forged detail', () => {
  const anId = 'i-0123456789abcdef0';

  it.each([
    ['more than an id', stateChange(`${anId} OR 1=1`, 'terminated')],
    ['a path', stateChange('../../instances', 'running')],
    ['a line of a log', stateChange(`${anId}\n{"level":"error","message":"fire"}`, 'running')],
    ['a list', stateChange([anId], 'running')],
    ['an object', stateChange({ toString: 'x' }, 'running')],
    ['a state that is none', stateChange(anId, { state: 'running' })],
    ['a time that is none', stateChange(anId, 'terminated', { time: 'yesterday' })],
    ['nothing', stateChange(anId, 'terminated', { detail: null })],
    ['a list for all', stateChange(anId, 'terminated', { detail: [anId] })],
    ['an account that is none', stateChange(anId, 'terminated', { account: 7 })],
  ])('that holds %s is dropped without a call', async (_, event) => {
    await using bench = await withNode();
    bench.queue.send(event);
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.lines).toMatchObject([{ level: 'warn', message: 'event dropped' }]);
    expect(JSON.stringify(bench.lines)).not.toMatch(/fire|OR 1=1|yesterday/);
  });

  it('with more in it than there should be says no more than it should', async () => {
    await using bench = await withNode();
    const detail = {
      'instance-id': bench.node,
      state: 'running',
      podCidr: '0.0.0.0/0',
      force: true,
      hint: { state: 'deleted' },
    };
    bench.queue.sendBody(
      JSON.stringify({ ...stateChange('', ''), detail }).replace('{', '{"__proto__":{"force":true},'),
    );
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': bench.node });
    expect({}).not.toHaveProperty('force');
  });

  it('that ends a living node, from whoever may write to our queue: the next resync has the route back', async () => {
    await using bench = await withNode();
    bench.queue.send(stateChange(bench.node, 'terminated'));
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    await bench.invokeManually(RESYNC);
    expect(bench.routes()).toEqual({ '10.200.0.0/24': bench.node });
  });
});

describe('a replayed event', () => {
  it('writes nothing', async () => {
    await using bench = await withNode();
    for (let i = 0; i < 20; i += 1) bench.queue.send(stateChange(bench.node, 'running'));
    await bench.deliver();
    await bench.deliver();
    expect(bench.ec2.calls.all.filter(({ action }) => !action.startsWith('Describe'))).toEqual([]);
  });

  it('of an end leaves the successor its route', async () => {
    await using bench = await withNode();
    const end = stateChange(bench.node, 'terminated');
    bench.ec2.backend.terminate(bench.node);
    bench.ec2.settle();
    const successor = bench.boot(0);
    await bench.deliver();
    bench.queue.send(end);
    await bench.deliver();
    expect(bench.routes()).toEqual({ '10.200.0.0/24': successor });
  });

  it('of a launch long past is no failure', async () => {
    await using bench = await withNode();
    const time = new Date(Date.now() - 3_600_000).toISOString();
    bench.queue.send(stateChange('i-0123456789abcdef0', 'running', { time }));
    await bench.queue.drainAll(bench.handler);
    expect(bench.queue.deadLetters).toEqual([]);
  });
});

describe('a manual payload', () => {
  it.each([
    { action: 'resync', cluster: 'another' },
    { action: 'resync', force: 1 },
    { action: 'plan', hints: [{ instanceId: 'x', state: 'deleted' }] },
    { action: 'constructor' },
    JSON.parse('{"action":"resync","__proto__":{"force":true}}'),
  ])('with anything else in it is refused: %j', async (payload) => {
    await using bench = await withNode();
    await expect(bench.handler(payload)).rejects.toThrow(/not \{"action"/);
    expect(bench.ec2.calls.count()).toBe(0);
  });

  it('out of the queue may resync, but not by force', async () => {
    await using bench = await withNode();
    bench.queue.send({ action: 'resync', force: true });
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.lines).toMatchObject([
      { level: 'warn', why: 'force is taken from nobody but a caller of the function' },
    ]);
    bench.queue.send(RESYNC);
    await bench.deliver();
    expect(bench.lines.at(-1)).toMatchObject({ message: 'reconciled', scope: 'resync' });
  });
});

describe('the log', () => {
  it('is one line for each entry, whatever a node is called', async () => {
    const name = 'worker\n{"level":"error","message":"fire"}\r\u2028\u0085\u009b2J"}';
    await using bench = await startAwsTestbed();
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: 'pod-cidr=banana' });
    // The local EC2 refuses control characters. The log must not depend on that.
    const tags = bench.ec2.backend.instance(id)?.tags;
    if (tags instanceof Map) tags.set('Name', name);
    await bench.invokeManually(RESYNC);
    expect(bench.lines.map(({ message }) => message)).toEqual(['node skipped', 'reconciled']);
    const written: string[] = [];
    const log = makeLogger('aws', { write: (text) => void written.push(text) });
    for (const line of bench.lines) log.info(line, String(line['message']));
    expect(written.map((text) => text.match(/[\n\r\u2028\u2029\u0085]/g))).toEqual([['\n'], ['\n']]);
  });
});
