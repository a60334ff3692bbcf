import { ModifyInstanceAttributeCommand, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MotoTestbed } from './support/testbed.ts';

let bench: MotoTestbed;
beforeEach(async () => {
  bench = await MotoTestbed.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('the life of a node', () => {
  it('boots with one write, which a second event does not repeat', async () => {
    const { cluster } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('pending', node);
    await bench.deliverStates('running', node);
    expect(bench.writes()).toEqual(['CreateRoute']);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': node });
  });

  it('ends and takes its route with it, the last one too', async () => {
    const { cluster } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    await cluster.terminate(node);
    await bench.deliverStates('terminated', node);
    expect(bench.writes()).toEqual(['CreateRoute', 'DeleteRoute']);
    expect(await cluster.routes()).toEqual({});
  });

  it('is followed by a successor, whose route a late end of the old one leaves alone', async () => {
    const { cluster } = bench;
    const old = await cluster.worker(0);
    await bench.deliverStates('running', old);
    await cluster.terminate(old);
    const successor = await cluster.worker(0);
    await bench.deliverStates('running', successor);
    await bench.deliverStates('terminated', old);
    expect(bench.writes()).toEqual(['CreateRoute', 'ReplaceRoute']);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': successor });
  });

  it('ends before its successor boots', async () => {
    const { cluster } = bench;
    const old = await cluster.worker(0);
    await bench.deliverStates('running', old);
    await cluster.terminate(old);
    await bench.deliverStates('terminated', old);
    const successor = await cluster.worker(0);
    await bench.deliverStates('running', successor);
    expect(bench.writes()).toEqual(['CreateRoute', 'DeleteRoute', 'CreateRoute']);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': successor });
  });

  it('stops and starts without a write', async () => {
    const { cluster } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    await cluster.ec2.send(new StopInstancesCommand({ InstanceIds: [node] }));
    await bench.deliverStates('stopped', node);
    await cluster.ec2.send(new StartInstancesCommand({ InstanceIds: [node] }));
    await bench.deliverStates('running', node);
    expect(bench.writes()).toEqual(['CreateRoute']);
  });

  it('gets another range while it is stopped: the old route goes and the new one comes', async () => {
    const { cluster } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    await cluster.ec2.send(new StopInstancesCommand({ InstanceIds: [node] }));
    const Value = Buffer.from('name=worker-0|pod-cidr=10.200.7.0/24').toString('base64');
    const command = new ModifyInstanceAttributeCommand({ InstanceId: node, Attribute: 'userData', Value });
    await cluster.ec2.send(command);
    await cluster.ec2.send(new StartInstancesCommand({ InstanceIds: [node] }));
    // A warm function knows user data by launch time, which moto does not renew on a start.
    await bench.coldStart();
    await bench.deliverStates('running', node);
    expect(await cluster.routes()).toEqual({ '10.200.7.0/24': node });
  });

  it('is believed to be gone when its event says so, whatever the API still shows', async () => {
    const { cluster } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    await bench.deliverStates('terminated', node);
    expect(await cluster.routes()).toEqual({});
  });
});

describe('claims', () => {
  it('of a controller are none, and rubbish is refused with its reason while others go on', async () => {
    const { cluster } = bench;
    const controller = await cluster.boot('controller-0', 'name=controller-0');
    const rubbish = ['banana', '10.200.0.5/24', '192.168.1/24', '10.200.0.0/33', '0.0.0.0/0', '10.240.0.0/25'];
    const refused: string[] = [];
    for (const value of rubbish) refused.push(await cluster.boot(`bad ${value}`, `name=bad|pod-cidr=${value}`));
    const node = await cluster.worker(1);
    await bench.deliverStates('running', controller, ...refused, node);
    const report = await bench.resync();
    expect(report.skipped.map(({ node }) => node).toSorted()).toEqual(refused.toSorted());
    for (const value of rubbish) expect(report.skipped.map(({ reason }) => reason).join('\n')).toContain(value);
    expect(await cluster.routes()).toEqual({ '10.200.1.0/24': node });
  });

  it('of two nodes to one range leave it with its holder, and are handed over when that ends', async () => {
    const { cluster } = bench;
    const holder = await cluster.worker(0);
    await bench.deliverStates('running', holder);
    const other = await cluster.worker(0);
    await bench.deliverStates('running', other);
    expect((await bench.resync()).conflicts).toMatchObject([{ destination: '10.200.0.0/24' }]);
    expect(bench.writes()).toEqual(['CreateRoute']);
    await cluster.terminate(holder);
    await bench.deliverStates('terminated', holder);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': other });
  });

  it('to ranges that overlap leave them with the first', async () => {
    const { cluster } = bench;
    const first = await cluster.worker(0);
    await bench.deliverStates('running', first);
    const wide = await cluster.boot('wide', 'name=wide|pod-cidr=10.200.0.0/23');
    await bench.deliverStates('running', wide);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': first });
  });

  it('in both families get a route in each', async () => {
    const { cluster } = bench;
    const node = await cluster.boot('worker-0', 'name=worker-0|pod-cidr=10.200.0.0/24,fd00:10:0:1::/64');
    await bench.deliverStates('running', node);
    expect(await cluster.routes()).toEqual({ '10.200.0.0/24': node, 'fd00:10:0:1::/64': node });
  });
});
