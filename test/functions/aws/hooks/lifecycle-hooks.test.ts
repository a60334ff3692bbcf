import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bootWorker, AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';

describe('the launch gate', () => {
  it('opens when the route is active in all tables: booting, running, and a second event', async () => {
    await using bench = await startAwsTestbed();
    const { vpcId, routeTableId } = bench.network;
    const second = bench.ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id;
    const { id } = bootWorker(bench.ec2.backend, bench.network, 0);
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect([bench.routes(routeTableId), bench.routes(second)]).toEqual([{ [D]: id }, { [D]: id }]);
    expect(bench.queue.length).toBe(0);
    // One read of the tables and the instance for the reconcile, one for the gate.
    expect(bench.ec2.calls.all.map(({ action }) => action).toSorted()).toEqual([
      'CreateRoute',
      'CreateRoute',
      'DescribeInstanceAttribute',
      'DescribeInstances',
      'DescribeInstances',
      'DescribeRouteTables',
      'DescribeRouteTables',
    ]);
  });

  it.each([0, 1])('stays shut while table %i lacks the route, and opens when that is mended', async (lacking) => {
    await using bench = await startAwsTestbed();
    const { vpcId, routeTableId } = bench.network;
    const tables = [routeTableId, bench.ec2.backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id];
    const id = bench.boot(0);
    bench.queue.takeAll();
    bench.ec2.backend.createRoute(tables[1 - lacking] ?? '', D, { field: 'instanceId', id });
    const action = bench.autoScaling.hold('launch', id);
    bench.ec2.faults.failNext('CreateRoute', { code: 'InternalError', status: 500 });
    await bench.deliver();
    expect(action.state).toBe('waiting');
    expect(bench.autoScaling.calls.count()).toBe(0);
    expect(bench.queue.length).toBe(1);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.queue.length).toBe(0);
  });

  it('opens where a Route Server advertises the route to the node, which is then not made a second time', async () => {
    await using bench = await startAwsTestbed();
    const instanceId = bench.boot(0);
    const { state } = bench.ec2.backend;
    const interfaceId =
      [...state.interfaces.values()].find((each) => each.attachment?.instanceId === instanceId)?.id ?? '';
    bench.ec2.backend.addForeignRoute(bench.network.routeTableId, {
      destination: D,
      target: { interfaceId, instanceId, ownerId: state.account },
      origin: 'Advertisement',
    });
    const action = bench.autoScaling.hold('launch', instanceId);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.ec2.calls.count('CreateRoute')).toBe(0);
    expect(bench.lines.filter(({ level }) => level === 'WARN' || level === 'ERROR')).toEqual([]);
  });

  it('stays shut while the route is a blackhole', async () => {
    await using bench = await startAwsTestbed({ variants: { stoppedTargetActive: false } });
    const id = bench.boot(0);
    await bench.deliver();
    bench.ec2.backend.stop(id);
    bench.ec2.settle();
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(action.state).toBe('waiting');
    bench.ec2.backend.start(id);
    bench.queue
      .takeAll()
      .slice(0, 1)
      .forEach((body) => bench.queue.sendBody(body));
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
  });

  it('looks again when the tables lag behind the write', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.invokeManually({ action: 'plan' });
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    bench.ec2.staleReads('DescribeRouteTables', 2);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(4);
  });

  it('opens at once for an instance of the network that carries no pods', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: 'name=controller-0' });
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({});
  });

  it.each(['launch', 'terminate'] as const)('leaves the %s hooks of other networks alone', async (kind) => {
    await using bench = await startAwsTestbed();
    const vpc = bench.ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
    const subnet = bench.ec2.backend.createSubnet({ vpcId: vpc.id, cidr: '10.9.0.0/24' });
    const { id } = bench.ec2.backend.runInstance({ subnetId: subnet.id, userData: `pod-cidr=${D}` });
    bench.queue.takeAll();
    bench.autoScaling.hold(kind, id);
    await bench.deliver();
    expect(bench.autoScaling.calls.count()).toBe(0);
    expect(bench.queue.length).toBe(0);
    expect(bench.lines).toContainEqual(expect.objectContaining({ message: `${kind} hook left alone` }));
  });

  it('holds an instance that the API does not know yet', async () => {
    await using bench = await startAwsTestbed();
    const action = bench.autoScaling.hold('launch', 'i-0123456789abcdef0');
    await bench.deliver();
    expect(action.state).toBe('waiting');
    expect(bench.queue.length).toBe(1);
  });

  it('switches the source/dest check off before it opens, on a booting node too; failing that it stays shut', async () => {
    await using bench = await startAwsTestbed();
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData: `pod-cidr=${D}` });
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    bench.ec2.faults.failNext('ModifyNetworkInterfaceAttribute', { code: 'UnauthorizedOperation', status: 403 });
    await bench.deliver();
    expect(action.state).toBe('waiting');
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.ec2.backend.interfacesOf(id)[0]?.sourceDestCheck).toBe(false);
  });

  describe.each([
    ['a range that another holds', `pod-cidr=${D}`],
    ['a range that is refused', 'pod-cidr=10.99.0.0/24'],
  ])('for %s', (_, userData) => {
    it.each([
      ['false', 'waiting', 1],
      ['true', 'ABANDON', 0],
    ])('with ABANDON_ON_FAILURE=%s ends %s', async (setting, state, left) => {
      await using bench = await startAwsTestbed({ settings: { ABANDON_ON_FAILURE: setting } });
      const holder = bench.boot(0);
      await bench.deliver();
      const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData });
      bench.ec2.settle();
      bench.queue.takeAll();
      const action = bench.autoScaling.hold('launch', id);
      await bench.deliver();
      expect(action.state).toBe(state);
      expect(bench.queue.length).toBe(left);
      expect(bench.routes()).toEqual({ [D]: holder });
    });
  });

  describe('of a group that replaces its node, the new one first', () => {
    const GROUP = 'workers';

    /** The holder of a range in the group `of`, and its successor in the group of the hooks. */
    async function replaced(of: string | undefined, settings: Record<string, string> = {}) {
      const bench = await startAwsTestbed({ settings });
      const holder = bench.boot(0);
      if (of !== undefined) bench.ec2.backend.addToGroup(holder, of);
      await bench.deliver();
      const { id } = bootWorker(bench.ec2.backend, bench.network, 0, '10.240.0.99');
      bench.ec2.backend.addToGroup(id, GROUP);
      bench.ec2.settle();
      bench.queue.takeAll();
      const action = bench.autoScaling.hold('launch', id);
      const linesOf = (text: string) => bench.lines.filter(({ message }) => message === text);
      return Object.assign(bench, { holder, successor: id, action, linesOf });
    }

    it('says at once for whom it waits, once what to do, and opens when the old one ends', async () => {
      await using bench = await replaced(GROUP);
      const { holder, successor, action } = bench;
      await bench.deliver();
      await bench.deliver();
      const why = `${D} is held by worker-0 (${holder}); it gets the range when that one ends`;
      const held = { level: 'warn', node: successor, group: GROUP, hook: 'podroutes', why };
      expect(bench.linesOf('launch hook held')).toEqual([
        expect.objectContaining({
          ...held,
          advice:
            `worker-0 is of the group workers too: if ${successor} is to replace it, have the group terminate first ` +
            '(minimum healthy percentage 0, maximum 100); else give the new one another range',
        }),
        expect.not.objectContaining({ advice: expect.anything() }),
      ]);
      expect(bench.linesOf('launch hook held')[1]).toMatchObject(held);
      expect(action.state).toBe('waiting');
      bench.ec2.backend.terminate(holder);
      await bench.deliver();
      await bench.deliver();
      expect(action.state).toBe('CONTINUE');
      expect(bench.routes()).toEqual({ [D]: successor });
    });

    it('is in the guide, which quotes what is logged', async () => {
      await using bench = await replaced(GROUP);
      await bench.deliver();
      const { level, node, group, why, advice, message } = bench.linesOf('launch hook held')[0] ?? {};
      const guide = await readFile('docs/deploy-aws.md', 'utf8');
      const [, section = ''] = guide.split('\n## One node per group, replaced first\n');
      const [, quoted = ''] = /```json\n([^`]*)```/.exec(section) ?? [];
      const inGuide = JSON.stringify({ level, node, group, why, advice, message })
        .replaceAll(bench.holder, 'i-0123456789abcdef0')
        .replaceAll(bench.successor, 'i-0fedcba9876543210')
        .replaceAll(GROUP, 'worker-0');
      expect(JSON.parse(quoted)).toEqual({ ...JSON.parse(inGuide), hook: 'podroutes-launch' });
    });

    it.each(['others', undefined])('has no such advice where the holder is of the group %s', async (of) => {
      await using bench = await replaced(of);
      await bench.deliver();
      expect(bench.linesOf('launch hook held')).toEqual([expect.not.objectContaining({ advice: expect.anything() })]);
    });

    it('says why it abandons', async () => {
      await using bench = await replaced(GROUP, { ABANDON_ON_FAILURE: 'true' });
      await bench.deliver();
      expect(bench.linesOf('launch hook completed')).toMatchObject([
        {
          result: 'ABANDON',
          why: expect.stringMatching(/is held by worker-0/),
          advice: expect.stringMatching(/first/),
        },
      ]);
    });
  });

  it('opens for a range that a script states and repeats as a variable, which is one statement', async () => {
    await using bench = await startAwsTestbed();
    const userData = `#!/bin/bash\nPOD_CIDR=${D}\ncat > /etc/node <<EOF\nPOD_CIDR=\${POD_CIDR}\nEOF\n`;
    const { id } = bench.ec2.backend.runInstance({ subnetId: bench.network.subnetId, userData });
    bench.ec2.settle();
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it('waits for the tag of a node that computes its range, and is not abandoned', async () => {
    await using bench = await startAwsTestbed({ settings: { ABANDON_ON_FAILURE: 'true' } });
    const { backend } = bench.ec2;
    const { id } = backend.runInstance({ subnetId: bench.network.subnetId, userData: 'POD_CIDR=$(curl http://x)' });
    bench.ec2.settle();
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    await bench.deliver();
    expect(action.state).toBe('waiting');
    backend.tag(id, { 'pod-cidr': D });
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it('is never abandoned for what may pass', async () => {
    await using bench = await startAwsTestbed({ settings: { ABANDON_ON_FAILURE: 'true' } });
    const id = bench.boot(0);
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    bench.ec2.faults.failNext('CreateRoute', { code: 'RouteLimitExceeded' });
    await bench.deliver();
    expect(action.state).toBe('waiting');
  });
});

describe('a terminate hook', () => {
  it('passes when the route is gone, though the instance still runs', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    const action = bench.autoScaling.hold('terminate', id);
    await bench.deliver();
    expect(bench.routes()).toEqual({});
    expect(action.state).toBe('CONTINUE');
  });

  it('waits while the route cannot be removed', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    const action = bench.autoScaling.hold('terminate', id);
    bench.ec2.faults.failNext('DeleteRoute', { code: 'InternalError', status: 500 });
    await bench.deliver();
    expect(action.state).toBe('waiting');
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({});
  });

  it('of an instance that goes back to its warm pool leaves the route', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    const action = bench.autoScaling.hold('terminate', id, { Destination: 'WarmPool' });
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
    expect(bench.routes()).toEqual({ [D]: id });
  });
});

describe('completing', () => {
  it('an expired token is ignored with a log line', async () => {
    await using bench = await startAwsTestbed();
    const action = bench.autoScaling.hold('launch', bench.boot(0));
    action.state = 'timed out';
    await bench.deliver();
    expect(bench.autoScaling.calls.all).toEqual([{ action: 'CompleteLifecycleAction', error: 'ValidationError' }]);
    expect(bench.queue.length).toBe(0);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({ level: 'info', message: 'nobody waits for this launch hook any more' }),
    );
  });

  it('is tried again when it fails, and counted', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    bench.queue.takeAll();
    const action = bench.autoScaling.hold('launch', id);
    bench.autoScaling.faults.failNext('CompleteLifecycleAction', { code: 'AccessDenied', status: 403 });
    await bench.deliver();
    expect(bench.queue.length).toBe(1);
    expect(bench.metrics.at(-1)).toMatchObject({ Failures: 1 });
    expect(bench.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringMatching(/allow autoscaling:CompleteLifecycleAction in the policy/),
      }),
    );
    await bench.deliver();
    expect(action.state).toBe('CONTINUE');
  });

  it('a batch of hooks costs one more read, and each hook gets its own answer', async () => {
    await using bench = await startAwsTestbed();
    const ids = [0, 1, 2].map((i) => bench.boot(i));
    bench.queue.takeAll();
    const actions = ids.map((id) => bench.autoScaling.hold('launch', id));
    await bench.deliver();
    expect(actions.map(({ state }) => state)).toEqual(['CONTINUE', 'CONTINUE', 'CONTINUE']);
    expect(bench.ec2.calls.count('DescribeRouteTables')).toBe(2);
    expect(bench.ec2.calls.count('DescribeInstances')).toBe(2);
  });

  it('a bare event whose hook is held fails the invocation', async () => {
    await using bench = await startAwsTestbed();
    bench.autoScaling.hold('launch', 'i-0123456789abcdef0');
    const [body = ''] = bench.queue.takeAll();
    await expect(bench.handler(JSON.parse(body))).rejects.toMatchObject({ name: 'UnfinishedError', retryable: true });
  });

  it.each([{}, { EC2InstanceId: 'x' }, { EC2InstanceId: 'i-0123456789abcdef0', AutoScalingGroupName: '' }])(
    'a malformed lifecycle action is dropped: %j',
    async (detail) => {
      await using bench = await startAwsTestbed();
      const type = 'EC2 Instance-launch Lifecycle Action';
      bench.queue.send({ source: 'aws.autoscaling', 'detail-type': type, time: new Date().toISOString(), detail });
      await bench.deliver();
      expect(bench.ec2.calls.count()).toBe(0);
      expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'event dropped' }));
    },
  );
});

describe('a terminate hook of an instance that is gone', () => {
  it('comes again while its dead route could not be deleted', async () => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    bench.autoScaling.hold('terminate', id);
    bench.ec2.backend.terminate(id);
    bench.ec2.settle();
    bench.ec2.faults.failNext('DeleteRoute', { code: 'InternalError', status: 500 });
    const [hook, ...others] = bench.queue.takeAll();
    expect(others).not.toEqual([]);
    bench.queue.sendBody(hook ?? '');
    await bench.deliver();
    expect(bench.queue.length).toBe(1);
    await bench.deliver();
    expect(bench.queue.length).toBe(0);
    expect(bench.routes()).toEqual({});
  });
});
