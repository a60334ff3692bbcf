import { reportWith } from '../../support/builders/report.ts';
import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../../functions/common/coalescer.ts';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import type { ReconcileRequest } from '../../../shared/reconcile/request.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';

const hint = (instanceId: string): Hint => ({ instanceId, state: 'running', at: 0 });
const requestFor = (instance: string): ReconcileRequest => ({ hints: [hint(instance)], full: false });

/** A run that is finished by hand, so that what happens meanwhile is up to the test. */
function controlledRuns() {
  const runs: { request: ReconcileRequest; finish: (fail?: Error) => void }[] = [];
  let active = 0;
  let mostActive = 0;
  const waiters: (() => void)[] = [];
  const run = (request: ReconcileRequest) =>
    new Promise<Report>((resolve, reject) => {
      active += 1;
      mostActive = Math.max(mostActive, active);
      const report = { ...REPORT, cluster: `run ${runs.length}` };
      const finish = (fail?: Error) => {
        active -= 1;
        if (fail === undefined) resolve(report);
        else reject(fail);
      };
      runs.push({ request, finish });
      for (const wake of waiters.splice(0)) wake();
    });
  const started = async (count: number) => {
    while (runs.length < count) await new Promise<void>((resolve) => waiters.push(resolve));
    const latest = runs[count - 1];
    if (latest === undefined) throw new Error('no run');
    return latest;
  };
  return { run, runs, started, mostActive: () => mostActive };
}

const REPORT = reportWith({ cloud: 'gcp' });

function coalescing(run: (request: ReconcileRequest) => Promise<Report>) {
  const coalescer = new Coalescer(run, 0);
  return (request: ReconcileRequest) => coalescer.request(request);
}

describe('coalescing', () => {
  it('answers requests that come together by one run about all of them', async () => {
    const { run, runs, started } = controlledRuns();
    const request = coalescing(run);
    const answers = [request(requestFor('a')), request(requestFor('b')), request(requestFor('a'))];
    (await started(1)).finish();
    expect((await Promise.all(answers)).map(({ report }) => report.cluster)).toEqual(['run 0', 'run 0', 'run 0']);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.request.hints?.map(({ instanceId }) => instanceId)).toEqual(['a', 'b', 'a']);
  });

  it('answers a request that comes during a run by one that starts after it, and never runs two at once', async () => {
    const { run, runs, started, mostActive } = controlledRuns();
    const request = coalescing(run);
    const early = request(requestFor('a'));
    const first = await started(1);
    const late = [request(requestFor('b')), request(requestFor('c'))];
    first.finish();
    expect((await early).report.cluster).toBe('run 0');
    (await started(2)).finish();
    expect((await Promise.all(late)).map(({ report }) => report.cluster)).toEqual(['run 1', 'run 1']);
    expect(runs).toHaveLength(2);
    expect(mostActive()).toBe(1);
  });

  it('gives a failure to those it concerns, and goes on', async () => {
    const { run, started } = controlledRuns();
    const request = coalescing(run);
    const failing = request(requestFor('a'));
    const first = await started(1);
    const next = request(requestFor('b'));
    first.finish(new Error('no inventory'));
    await expect(failing).rejects.toThrow('no inventory');
    (await started(2)).finish();
    expect((await next).report.cluster).toBe('run 1');
  });

  it('turns a resync among events into a resync that believes them, and keeps plans apart', async () => {
    const { run, started } = controlledRuns();
    const request = coalescing(run);
    const answers = [request({ dryRun: true }), request({ force: true }), request(requestFor('a'))];
    const plan = await started(1);
    expect(plan.request).toEqual({ dryRun: true });
    plan.finish();
    const rest = await started(2);
    expect(rest.request).toEqual({ hints: [hint('a')], full: true, force: true });
    rest.finish();
    await Promise.all(answers);
  });
});
