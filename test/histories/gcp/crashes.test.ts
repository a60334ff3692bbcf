import { afterAll, describe, expect, it } from 'vitest';
import { gceVariants } from '../../../infra/local/gcp.ts';
import { howMany, sampled } from '../../support/sample.ts';
import { crashAtEveryCall, type CrashScenario, countByAction } from '../run/crash-sweep.ts';
import { ALL_EVENTS, RESYNC, invocationOf } from '../generate/history.ts';
import { type GcpChange, type GcpSetup, EMPTY_SETUP } from './history.ts';
import { openSharedServer } from './cloud/shared-server.ts';
import { GcpEnvironment } from './environment.ts';
import type { Statistics } from '../explore/statistics.ts';

const SETUP: GcpSetup = { ...EMPTY_SETUP, nodes: 2 };

interface CrashCase extends CrashScenario<GcpChange> {
  readonly setup?: Partial<GcpSetup>;
  /** Calls that an undisturbed life makes, each so many times: none of the steps is left out unnoticed. */
  readonly expectedCalls: Readonly<Record<string, number>>;
}

const boot = (says: number, dual = false): GcpChange => ({ do: 'boot', says, zone: 0, dual, slow: false });
const setRoute = (
  to: Extract<GcpChange, { do: 'set route' }>['to'],
  name: 'a' | 'standard' | 'z' = 'standard',
  node = 0,
): GcpChange => ({ do: 'set route', destination: 0, name, to, node });
const scaleUp = (count: number, dual = false): GcpChange => ({ do: 'scale up', count, dual });
const removeRoute: GcpChange = { do: 'remove route', destination: 0, name: 'standard' };

const CASES: Record<string, CrashCase> = {
  creates: {
    before: [boot(2), boot(3)],
    trigger: ALL_EVENTS,
    expectedCalls: { 'routes.insert': 2, 'globalOperations.wait': 2 },
  },
  'creates of both families': { before: [boot(4, true)], trigger: ALL_EVENTS, expectedCalls: { 'routes.insert': 2 } },
  'a delete': { before: [{ do: 'delete', node: 0 }], trigger: ALL_EVENTS, expectedCalls: { 'routes.delete': 1 } },
  'a replace, the target being gone': {
    before: [{ do: 'delete', node: 0 }, boot(9), boot(0)],
    trigger: ALL_EVENTS,
    expectedCalls: { 'routes.delete': 1, 'routes.insert': 1, 'globalOperations.wait': 2 },
  },
  'a replace of the wrong address': {
    before: [removeRoute, setRoute('ours, misplaced')],
    trigger: RESYNC,
    expectedCalls: { 'routes.delete': 1, 'routes.insert': 1 },
  },
  'a replace, the holder claiming another range': {
    before: [{ do: 'update claim', node: 0, says: 2 }, boot(0)],
    trigger: ALL_EVENTS,
    // The range moves by a second route beside the first. Where that is refused, it is inserted again once the first is gone.
    expectedCalls: { 'routes.delete': 1, 'routes.insert': gceVariants().equalRoutes === 'refused' ? 3 : 2 },
  },
  'a delete, the holder claiming another range': {
    before: [{ do: 'update claim', node: 0, says: 2 }],
    trigger: RESYNC,
    expectedCalls: { 'routes.delete': 1, 'routes.insert': 1 },
  },
  'the removal of a duplicate': {
    before: [setRoute('ours', 'z')],
    trigger: RESYNC,
    expectedCalls: { 'routes.delete': 1 },
  },
  'a replace under another name': {
    before: [removeRoute, setRoute('ours, misplaced', 'a')],
    trigger: RESYNC,
    expectedCalls: { 'routes.delete': 1, 'routes.insert': 1 },
  },
  'the giving of ranges': {
    before: [scaleUp(2, true)],
    trigger: ALL_EVENTS,
    expectedCalls: { 'routes.insert': 4, 'instances.setMetadata': 2, 'zoneOperations.wait': 2 },
  },
  'the giving of ranges with the schedule': {
    before: [scaleUp(2)],
    trigger: RESYNC,
    expectedCalls: { 'routes.insert': 2, 'instances.setMetadata': 2 },
  },
  'the giving of a range that another node’s end has freed': {
    setup: { nodes: 0, hasFewRanges: true },
    before: [scaleUp(4), scaleUp(4), invocationOf(ALL_EVENTS), { do: 'delete', node: 0 }],
    trigger: ALL_EVENTS,
    expectedCalls: { 'routes.delete': 1, 'routes.insert': 1, 'instances.setMetadata': 1 },
  },
};

/** What counts beside the routes: the ranges that nodes were told. */
const statementsOf = ({ fixture }: GcpEnvironment) =>
  fixture.gce.backend
    .instances()
    .map(({ id, metadata }) => [id, metadata.items.find(({ key }) => key === 'pod-cidr')?.value]);

/** Operations that were begun are carried out, whoever waits for them. */
const beforeRecovery: readonly GcpChange[] = [{ do: 'settle' }];

/** Of each case in a sample. */
const SOME = 2;
const least = Object.keys(CASES).length * SOME;

describe('killing the function on GCP', () => {
  const host = openSharedServer();
  let crashes = 0;
  afterAll(async () => {
    await (await host)[Symbol.asyncDispose]();
    expect(crashes).toBeGreaterThan(howMany(200, least - 1));
  });

  it.each(Object.entries(CASES))(
    'during %s ends as if nothing had happened',
    async (_, given) => {
      const shared = await host;
      const setup = { ...SETUP, ...given.setup };
      const open = async (tally: Statistics) => new GcpEnvironment(shared, setup, tally);
      const told = await crashAtEveryCall(
        open,
        { ...given, beforeRecovery },
        (all) => sampled(all, SOME),
        statementsOf,
      );
      crashes += told.crashes;
      expect(countByAction(told.calls)).toMatchObject(given.expectedCalls);
      expect(told.crashes).toBe(howMany(told.calls.length * 4, SOME));
      for (const { at, end, undisturbed } of told.finalStates) expect({ at, end }).toEqual({ at, end: undisturbed });
    },
    60_000,
  );
});
