import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli/run-cli.ts';
import { startAwsDoctorFixture } from '../doctor/support/fixtures.ts';
import { LABS } from './support/labs.ts';
import { culpritIn, type ExplainRun, followAdvice, runExplain } from './support/run-explain.ts';

function expectNoRange(run: ExplainRun, finding: string, why: RegExp): void {
  expect(run).toMatchObject({ code: 1, verdict: 'broken' });
  expect(run.paths).toHaveLength(1);
  expect(run.paths[0]?.hops).toHaveLength(1);
  expect(culpritIn(run)?.what).toMatch(/^worker-1 \(\S+\) has no accepted range: /);
  expect(culpritIn(run)?.what).toMatch(why);
  expect(run.paths[0]?.mend?.finding).toBe(finding);
}

const PAIRS = [
  ['worker-0', 'worker-1'],
  ['worker-1', 'worker-0'],
] as const;

describe.each(LABS)('a node without a range on %s', (_, start) => {
  it.each([
    ['no range at all', '10.200.x.0/24', 'pod-cidr-refused', /: pod CIDR .* refused: it is not a range like /],
    ['another network’s', '10.99.0.0/24', 'pod-cidr-refused', / refused: it is not inside the cluster CIDR /],
    ['that it asks', 'auto', 'node-not-told', /: asks for a pod CIDR; .*, which it was not told yet$/],
  ])('which states %s: tells why, and what the doctor calls it', async (_, podCidr, finding, why) => {
    const { fixture, state } = await start();
    state(1, podCidr);
    for (const pair of PAIRS) expectNoRange(await runExplain(fixture, ...pair), finding, why);
  });

  it('has one when the advice is followed', async () => {
    const { fixture, state, settle } = await start();
    state(1, '10.200.x.0/24');
    await followAdvice(fixture, await runExplain(fixture, 'worker-0', 'worker-1'));
    settle();
    expect(await runExplain(fixture, 'worker-0', 'worker-1')).toMatchObject({ code: 0, verdict: 'through' });
  });

  it('says why where it is the only one that is left', async () => {
    const { fixture, state, terminate } = await start();
    state(1, '10.200.x.0/24');
    for (const i of [0, 2]) terminate(i);
    const { code, stdout } = await runCli(['explain', 'worker-1'], { env: fixture.env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}no other node runs .*\n {4}- worker-1 \(\S+\) has no accepted range: /);
  });

  it('is among everybody, and has its own address', async () => {
    const { fixture, state } = await start();
    state(1, '10.200.x.0/24');
    const all = await runExplain(fixture, 'worker-2');
    expect(all.paths.map(({ verdict }) => verdict).toSorted()).toEqual(['broken', 'through']);
    const { destinations } = await runExplain(fixture, 'worker-0', '10.240.0.21');
    expect(destinations[0]?.label).toMatch(/^10\.240\.0\.21, an address of worker-1 \(\S+\) itself$/);
  });
});

it.each([
  ['cannot be read', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), /: its pod CIDR could not be read/],
  [
    'is computed at boot',
    new TextEncoder().encode('#!/bin/sh\nPOD_CIDR=$(hostname -i)\n'),
    /: its pod CIDR is computed at boot; /,
  ],
])('a node whose user data %s has no accepted range', async (_, userData, why) => {
  const fixture = await startAwsDoctorFixture();
  fixture.ec2.backend.setUserData(fixture.cluster.workers[1]?.id ?? '', userData);
  for (const pair of PAIRS) expectNoRange(await runExplain(fixture, ...pair), 'pod-cidr-unreadable', why);
});

it('an instance of a group of nodes that states nothing has no accepted range', async () => {
  const fixture = await startAwsDoctorFixture();
  const { backend } = fixture.ec2;
  const [, one, two] = fixture.cluster.workers.map(({ id }) => id);
  for (const id of [one ?? '', two ?? '']) backend.addToGroup(id, 'workers');
  backend.setUserData(one ?? '', new Uint8Array());
  for (const pair of PAIRS) {
    expectNoRange(await runExplain(fixture, ...pair), 'node-states-nothing', /: states no pod CIDR, as other nodes/);
  }
});
