import { describe, expect, it } from 'vitest';
import { type ReconcileEvent, failedEvents } from '../../../../functions/aws/failed-events.ts';
import { makeHookDecider } from '../../../../functions/aws/hooks/hook-decision.ts';
import { reportForEvent } from '../../../../functions/gcp/report-for-event.ts';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Hint } from '../../../../shared/reconcile/model/hint.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import { unfinished } from '../../../../shared/reconcile/report/unfinished.ts';
import type { ReconcileRequest } from '../../../../shared/reconcile/request.ts';
import { FakeCloud } from '../../../support/builders/fake-cloud.ts';
import { nextHopTo, node, POLICY, route, networkSnapshot } from '../../../support/builders/network.ts';

const CLUSTER = { name: 'c', cidrs: POLICY.clusterCidrs };
const D = '10.200.0.0/24';
const OTHER = node('i-other', { claims: ['10.200.1.0/24'] });
const UNREAD = node('i-unread', { claim: { kind: 'postponed' } });
const FLAKY = node('i-unread', { claim: { kind: 'unreadable', reason: 'no answer', retryable: true } });
const deleted = (id: string) => node(id, { state: 'deleted' });
const dead = (destination: string, id: string) => route(destination, nextHopTo(id), { state: 'blackhole' });
const nameless = (destination: string, i: number) =>
  route(destination, { kind: 'instance', targetId: `eni-${i}` }, { state: 'blackhole' });

const hint = (instanceId: string, state: Hint['state']): Hint => ({ instanceId, state, at: 0 });
const eventAbout = (instance: string, state: Hint['state']): ReconcileEvent => ({
  kind: 'hint',
  hint: hint(instance, state),
});
const RESYNC: ReconcileEvent = { kind: 'resync', force: false };

/** A cloud that shows these first, in which the first write that ends uses up the time. */
function stage(instances: readonly Instance[], kind: 'aws' | 'gcp' = 'aws') {
  const clock = new VirtualClock(0);
  const cloud = new FakeCloud(clock, 100, kind);
  cloud.instances = instances;
  const stop = new AbortController();
  const run = (events: readonly ReconcileEvent[], more: ReconcileRequest = {}) => {
    const hints = events.flatMap((event) => ('hint' in event ? [event.hint] : []));
    return reconcile(cloud, CLUSTER, { hints, full: events.includes(RESYNC), ...more }, clock);
  };
  return { cloud, stop, run };
}

/** The events of a batch whose messages are delivered again. */
const retried = (report: Report, events: readonly ReconcileEvent[]) =>
  events.filter((event) => failedEvents(report.undone, events).has(event));

/** Whether the event about `own` is answered as done, where each event has an answer of its own. */
function isDone(report: Report, events: readonly ReconcileEvent[], own: string): boolean {
  const hints = events.flatMap((event) => ('hint' in event ? [event.hint] : []));
  return unfinished(reportForEvent(report, { hints }, own)) === undefined;
}

describe('an end is not done', () => {
  it('while a dead route that names nobody is left, though a resync in the same batch is not done either', async () => {
    const { cloud, stop, run } = stage([]);
    cloud.routes.set(D, nameless(D, 1));
    cloud.observations.push({ coverage: 'partial', instances: [deleted('i-1'), UNREAD], notFound: ['eni-1'] });
    stop.abort();
    const events = [RESYNC, eventAbout('i-1', 'deleted'), eventAbout('i-other', 'running')];
    expect(retried(await run(events, { signal: stop.signal }), events)).toEqual(events.slice(0, 2));
  });

  it('while the brake holds back what may be its dead route', async () => {
    const { cloud, run } = stage([]);
    for (let i = 1; i <= 20; i += 1) cloud.routes.set(`10.200.${i}.0/24`, nameless(`10.200.${i}.0/24`, i));
    const events = [RESYNC, eventAbout('i-1', 'deleted'), eventAbout('i-other', 'unknown')];
    const instances = [deleted('i-1'), OTHER];
    cloud.observations.push({ instances });
    const report = await run(events);
    expect(report.stopped).toMatch(/would delete 19/);
    expect(retried(report, events)).toEqual(events.slice(0, 2));
  });

  it('while its route waits for the rest of the list, though nobody ran out of time', async () => {
    const { cloud, run } = stage([]);
    cloud.routes.set(D, dead(D, 'i-1'));
    cloud.observations.push({ coverage: 'partial', instances: [deleted('i-1'), OTHER], gaps: ['a zone'] });
    const events = [eventAbout('i-1', 'deleted'), eventAbout('i-other', 'unknown')];
    const report = await run(events);
    expect(report.interrupted).toBeUndefined();
    expect([isDone(report, events, 'i-1'), isDone(report, events, 'i-other')]).toEqual([false, true]);
    expect(retried(report, events)).toEqual(events.slice(0, 1));
  });

  it('while drift that nobody asked for waits it is', async () => {
    const { cloud, run } = stage([]);
    cloud.routes.set(D, dead(D, 'i-1'));
    const view = { coverage: 'partial', instances: [deleted('i-1'), OTHER], gaps: ['a zone'] } as const;
    cloud.observations.push(view, view);
    const events = [eventAbout('i-other', 'unknown')];
    expect((await run(events)).undone).toBeUndefined();
    expect((await run([RESYNC])).undone).toEqual([{ instances: ['i-1'], retryable: true }]);
  });

  it('while its route could not be replaced, though the successor’s boot is not done either', async () => {
    const successor = node('i-2', { claims: [D] });
    const { cloud, run } = stage([deleted('i-1'), successor], 'gcp');
    cloud.routes.set(D, dead(D, 'i-1'));
    cloud.writeErrors.set(D, new CloudError('transient', 'Unavailable', 'no answer'));
    const events = [eventAbout('i-1', 'deleted'), eventAbout('i-2', 'booting'), eventAbout('i-other', 'unknown')];
    const report = await run(events);
    expect(events.map((event) => 'hint' in event && isDone(report, events, event.hint.instanceId))).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('a boot is not done', () => {
  it('when a partial view held back what a race made necessary', async () => {
    const late = node('i-2', { claims: [D] });
    const { cloud, stop, run } = stage([]);
    cloud.observations.push({ coverage: 'partial', instances: [late, UNREAD], routes: [], notFound: ['i-gone'] });
    cloud.writeErrors.set(D, new CloudError('already-exists', 'RouteAlreadyExists', 'it is there'));
    cloud.routes.set(D, dead(D, 'i-gone'));
    const events = [RESYNC, eventAbout('i-2', 'running')];
    const report = await run(events, { signal: stop.signal, progress: { onChangeEnd: () => stop.abort() } });
    expect(retried(report, events)).toEqual(events);
  });

  it('and the next look of the run, which shows all, has it replaced', async () => {
    const late = node('i-2', { claims: [D] });
    const { cloud, run } = stage([late, OTHER]);
    cloud.observations.push({ coverage: 'partial', instances: [late, UNREAD], routes: [], notFound: ['i-gone'] });
    cloud.writeErrors.set(D, new CloudError('already-exists', 'RouteAlreadyExists', 'it is there'));
    cloud.routes.set(D, dead(D, 'i-gone'));
    const report = await run([RESYNC, eventAbout('i-2', 'running')], {
      progress: { onChangeEnd: () => cloud.writeErrors.clear() },
    });
    expect(report.changes).toContainEqual(expect.objectContaining({ action: 'replace', node: 'i-2', status: 'done' }));
    expect(report.undone).toBeUndefined();
  });

  it('when its place was tried in the same run for somebody else', async () => {
    const [first, second] = [node('i-1', { claims: [D] }), node('i-2', { claims: [D], launchedAt: 2000 })];
    const { cloud, run } = stage([second, OTHER]);
    cloud.observations.push({ coverage: 'partial', instances: [first, second, UNREAD], gaps: ['unread'] });
    const events = [RESYNC, eventAbout('i-2', 'running')];
    const progress = { onChangeEnd: () => void cloud.routes.set(D, dead(D, 'i-1')) };
    expect(retried(await run(events, { progress }), events)).toEqual(events.slice(1));
  });

  it.each([
    ['was not read', UNREAD, 'partial'],
    ['could not be read', FLAKY, 'scoped'],
  ] as const)('when its range is held by a node whose claim %s', async (_, holder, coverage) => {
    const late = node('i-2', { claims: [D] });
    const { cloud, stop, run } = stage([]);
    cloud.routes.set(D, route(D, nextHopTo(holder.id)));
    cloud.observations.push({ coverage, instances: [late, holder, OTHER] });
    stop.abort();
    const events = [eventAbout(holder.id, 'running'), eventAbout('i-2', 'running'), eventAbout('i-other', 'unknown')];
    const report = await run(events, { signal: stop.signal });
    expect(retried(report, events).slice(0, 2)).toEqual(events.slice(0, 2));
  });

  it.each([
    ['was not read', UNREAD, 'partial'],
    ['could not be read', FLAKY, 'scoped'],
  ] as const)('when it is refused over a node whose claim %s', async (_, holder, coverage) => {
    const late = node('i-2', { claims: ['10.200.0.0/25'] });
    const { cloud, stop, run } = stage([]);
    cloud.routes.set(D, route(D, nextHopTo(holder.id)));
    cloud.observations.push({ coverage, instances: [late, holder] });
    stop.abort();
    const events = [eventAbout(holder.id, 'running'), eventAbout('i-2', 'running')];
    expect(retried(await run(events, { signal: stop.signal }), events)).toEqual(events);
  });

  it('while a second route to its range, which splits its traffic, could not be deleted', async () => {
    const late = node('i-2', { claims: [D] });
    const { cloud, run } = stage([late, OTHER], 'gcp');
    const second = { ...dead(D, 'i-1'), name: 'z' };
    cloud.routes.set(D, second);
    cloud.observations.push({
      instances: [late, OTHER, deleted('i-1')],
      routes: [route(D, nextHopTo('i-2'), { name: 'a' }), second],
    });
    cloud.writeErrors.set(D, new CloudError('transient', 'Unavailable', 'no answer'));
    const events = [eventAbout('i-2', 'running'), eventAbout('i-other', 'unknown')];
    const report = await run(events);
    expect([isDone(report, events, 'i-2'), isDone(report, events, 'i-other')]).toEqual([false, true]);
  });

  it('while a node that asks has not given up what the other one states a part of', async () => {
    const late = node('i-2', { claims: ['10.200.1.0/24'] });
    const asking = node('i-3', { claim: { kind: 'requested' } });
    const apart = node('i-1', { claims: ['10.200.4.0/24'] });
    const { cloud, stop, run } = stage([late, asking, apart, node('i-4', { claims: [D] })]);
    cloud.routes.set(D, route(D, nextHopTo('i-4')));
    cloud.routes.set('10.200.4.0/24', route('10.200.4.0/24', nextHopTo('i-1')));
    cloud.routes.set('10.200.0.0/23', route('10.200.0.0/23', nextHopTo('i-3')));
    stop.abort();
    const events = [eventAbout('i-2', 'running'), eventAbout('i-1', 'running')];
    expect(retried(await run(events, { signal: stop.signal }), events)).toEqual(events.slice(0, 1));
  });

  it('is done when it is refused for good', async () => {
    const late = node('i-2', { claims: [D] });
    const { cloud, run } = stage([late, node('i-1', { claims: [D], launchedAt: 1 })]);
    cloud.routes.set(D, route(D, nextHopTo('i-1')));
    expect((await run([eventAbout('i-2', 'running')])).undone).toBeUndefined();
  });

  it('is let forward though the brake holds back all that a resync found', async () => {
    const late = node('i-2', { claims: [D], canIpForward: false });
    const { cloud, run } = stage([late]);
    cloud.routes.set(D, route(D, nextHopTo('i-2')));
    for (let i = 1; i <= 20; i += 1) cloud.routes.set(`10.200.${i}.0/24`, dead(`10.200.${i}.0/24`, `i-gone-${i}`));
    const events = [RESYNC, eventAbout('i-2', 'running')];
    const report = await run(events);
    expect(report.stopped).toMatch(/would delete/);
    expect(cloud.forwardingEnabled).toEqual(['i-2']);
    expect(retried(report, events)).toEqual([RESYNC]);
  });
});

describe('what the mass deletion guard holds back', () => {
  it('is told once for all routes that lead to nobody', async () => {
    const { cloud, run } = stage([]);
    for (let i = 0; i < 20; i += 1) cloud.routes.set(`10.200.${i}.0/24`, nameless(`10.200.${i}.0/24`, i));
    const { stopped, changes, undone } = await run([RESYNC]);
    expect(stopped).toContain('would delete 20 of 20 routes');
    expect(changes).toHaveLength(20);
    expect(undone).toEqual([{ instances: [], retryable: false }]);
  });
});

describe('a launch hook', () => {
  it.each([
    ['is abandoned over a range that another has', node('i-1', { claims: [D], launchedAt: 1 }), 'complete'],
    ['is held while it may turn out that nobody has it', UNREAD, 'hold'],
    ['is held while it may turn out, after another try, that nobody has it', FLAKY, 'hold'],
  ] as const)('%s', (_, holder, expected) => {
    const late = node('i-2', { claims: [D] });
    const coverage = holder === UNREAD ? 'partial' : 'scoped';
    const seen = networkSnapshot([late, holder], [route(D, nextHopTo(holder.id))], { coverage });
    const decision = makeHookDecider(seen, {
      clusterCidrs: POLICY.clusterCidrs,
      abandonOnFailure: true,
      gateWaitsForRange: false,
      now: 0,
    })({
      kind: 'hook',
      hint: hint('i-2', 'booting'),
      hook: { kind: 'launch', group: 'g', name: 'n', instance: 'i-2' },
    });
    expect(decision.action).toBe(expected);
  });
});
