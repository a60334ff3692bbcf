import { describe, expect, it } from 'vitest';
import { runCli } from '../../../support/cli/run-cli.ts';
import { LABS } from './support/labs.ts';
import { culpritIn, followAdvice, runExplain } from './support/run-explain.ts';

const RESYNC = [expect.stringMatching(/^podroutes resync /)];

describe.each(LABS)('addresses that no node states on %s', (_, start) => {
  it('are explained along the route to what is gone, until that is deleted', async () => {
    const { fixture, terminate } = await start();
    terminate(1);
    const stale = await runExplain(fixture, 'worker-0', '10.200.1.9');
    expect(stale).toMatchObject({
      code: 1,
      verdict: 'broken',
      destinations: [{ label: '10.200.1.9, which no node states' }],
    });
    expect(culpritIn(stale)).toMatchObject({ kind: 'route', subject: '10.200.1.0/24' });
    expect(culpritIn(stale)?.what).toMatch(
      / wins for 10\.200\.1\.9: its target is gone, and the route is a blackhole$/,
    );
    expect(stale.paths[0]?.mend).toEqual({ finding: 'route-stale', commands: RESYNC });
    for (const words of [['10.200.1.9'], ['10.200.1.9', 'worker-0']]) {
      const other = await runExplain(fixture, ...words);
      expect(other).toMatchObject({ code: 1, verdict: 'broken' });
      expect(other.paths[0]?.mend).toEqual(stale.paths[0]?.mend);
    }
    await followAdvice(fixture, stale);
    expect((await runExplain(fixture, 'worker-0', '10.200.1.9')).destinations).toEqual([
      { cidr: '10.200.1.9/32', label: '10.200.1.9, which nobody has' },
    ]);
  });

  it('are explained along a route to a node that claims another range', async () => {
    const { fixture, routeTo } = await start();
    routeTo('10.200.30.0/25', 2);
    const stale = await runExplain(fixture, 'worker-0', '10.200.30.9');
    expect(stale).toMatchObject({ code: 1, verdict: 'broken' });
    expect(culpritIn(stale)).toMatchObject({ kind: 'route', subject: '10.200.30.0/25' });
    expect(culpritIn(stale)?.what).toMatch(
      / wins for 10\.200\.30\.9, and is wrong: worker-2 claims 10\.200\.2\.0\/24$/,
    );
    expect(stale.paths[0]?.mend).toEqual({ finding: 'route-stale', commands: RESYNC });
  });

  it('are explained along a route of somebody else', async () => {
    const { fixture, routeToGateway } = await start();
    routeToGateway('10.200.40.0/24');
    for (const addresses of ['10.200.40.9', '10.200.40.0/24', '10.200.40.0/23']) {
      const foreign = await runExplain(fixture, 'worker-0', addresses);
      expect(foreign).toMatchObject({ code: 1, verdict: 'broken' });
      expect(culpritIn(foreign)).toMatchObject({ kind: 'route', subject: '10.200.40.0/24' });
      expect(culpritIn(foreign)?.what).toMatch(/: behind \S+ there are no pods of this network$/);
      expect(foreign.paths[0]?.mend?.finding).toBeUndefined();
    }
  });

  it('are nobody’s where only the default route is for them; that is said once', async () => {
    const { env } = (await start()).fixture;
    const { code, stdout } = await runCli(['explain', 'worker-0', '10.200.77.9'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^10\.200\.0\.0\/24, pods of worker-0 \(\S+\) -> 10\.200\.77\.9, which nobody has\n {3}1 {2}broken {5}no node states a range with 10\.200\.77\.9, and no route inside the cluster CIDR leads there\n/,
    );
    expect(stdout.match(/which nobody has/g)).toHaveLength(1);
  });
});

it.each(LABS)('a route to the wrong node on %s is where the path ends, with what mends it', async (_, start) => {
  const { fixture, routeTo, settle } = await start();
  routeTo('10.200.1.0/24', 2);
  const wrong = await runExplain(fixture, 'worker-0', 'worker-1');
  expect(wrong).toMatchObject({ code: 1, verdict: 'broken' });
  const there = wrong.paths[0]?.hops.filter(({ way }) => way === 'there') ?? [];
  expect(there.filter(({ status }) => status !== 'ok')).toEqual([there.at(-1)]);
  expect(culpritIn(wrong)).toEqual(there.at(-1));
  expect(culpritIn(wrong)?.what).toMatch(/, but leads to worker-2 \(\S+\): worker-2 claims 10\.200\.2\.0\/24$/);
  expect(wrong.paths[0]?.mend).toEqual({ finding: 'route-stale', commands: RESYNC });
  await followAdvice(fixture, wrong);
  settle();
  expect(await runExplain(fixture, 'worker-0', 'worker-1')).toMatchObject({ code: 0, verdict: 'through' });
});
