import { afterAll, describe, expect, it } from 'vitest';
import { howMany, sampled } from '../../support/sample.ts';
import { type AwsChange, type AwsSetup, EMPTY_SETUP } from './history.ts';
import { AwsEnvironment } from './environment.ts';
import { crashAtEveryCall, type Recovery, type CrashScenario, countByAction } from '../run/crash-sweep.ts';
import { ALL_EVENTS, RESYNC, invocationOf } from '../generate/history.ts';

const SETUP: AwsSetup = { ...EMPTY_SETUP, extraTables: 1, nodes: 2 };

interface CrashCase extends CrashScenario<AwsChange> {
  readonly setup?: Partial<AwsSetup>;
  /** Calls that an undisturbed life makes, each so many times: none of the steps is left out unnoticed. */
  readonly expectedCalls: readonly string[];
}

const boot = (says: number): AwsChange => ({ do: 'boot', says, by: 'data' });
const settle: AwsChange = { do: 'settle' };
const setRoute = (to: Extract<AwsChange, { do: 'set route' }>['to'], destination = 0, table = 0): AwsChange => ({
  do: 'set route',
  table,
  destination,
  to,
  node: 0,
});

/** All ranges are given, somebody waits for one, and a node ends. */
const RANGE_FREED: Pick<CrashCase, 'setup' | 'before'> = {
  setup: { extraTables: 0, nodes: 0, hasFewRanges: true },
  before: [
    { do: 'scale up', count: 4, by: 'tag' },
    { do: 'scale up', count: 4, by: 'tag' },
    settle,
    invocationOf(ALL_EVENTS),
    { do: 'terminate', node: 0 },
    settle,
  ],
};

const CASES: Record<string, CrashCase> = {
  'a create in two tables': {
    before: [boot(2)],
    trigger: ALL_EVENTS,
    expectedCalls: ['CreateRoute', 'CreateRoute'],
  },
  'creates of both families': {
    before: [boot(4), boot(5)],
    trigger: ALL_EVENTS,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute'],
  },
  'a delete': {
    before: [{ do: 'terminate', node: 0 }],
    trigger: ALL_EVENTS,
    expectedCalls: ['DeleteRoute', 'DeleteRoute'],
  },
  'a replace, the target being gone': {
    setup: { extraTables: 2, keepsInstanceId: true },
    before: [{ do: 'recreate', node: 0 }, settle],
    trigger: ALL_EVENTS,
    expectedCalls: ['ReplaceRoute', 'ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace, the target being gone and unnamed': {
    before: [{ do: 'terminate', node: 0 }, settle, { do: 'purge' }, boot(0)],
    trigger: ALL_EVENTS,
    expectedCalls: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace of the wrong interface': {
    before: [{ do: 'attach', node: 0 }, setRoute('second interface'), setRoute('second interface', 0, 1)],
    trigger: RESYNC,
    expectedCalls: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace of a blackhole': {
    setup: { nodes: 0 },
    before: [boot(0), settle, setRoute('stuck'), setRoute('stuck', 0, 1)],
    trigger: ALL_EVENTS,
    expectedCalls: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace, the holder claiming another range': {
    before: [
      { do: 'stop', node: 0 },
      settle,
      { do: 'update claim', node: 0, says: 2 },
      { do: 'start', node: 0 },
      boot(0),
      settle,
    ],
    trigger: ALL_EVENTS,
    expectedCalls: ['ReplaceRoute', 'ReplaceRoute', 'CreateRoute', 'CreateRoute'],
  },
  'a delete, the holder claiming another range': {
    before: [{ do: 'stop', node: 0 }, settle, { do: 'update claim', node: 0, says: 2 }, { do: 'start', node: 0 }],
    trigger: RESYNC,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'DeleteRoute', 'DeleteRoute'],
  },
  'the switching on of forwarding': {
    before: [boot(2), settle],
    trigger: ALL_EVENTS,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'ModifyNetworkInterfaceAttribute'],
  },
  'the noting of claims in tags': {
    setup: { writesTags: true },
    before: [boot(2), settle],
    trigger: RESYNC,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'CreateTags', 'CreateTags', 'CreateTags'],
  },
  'the opening of a launch gate': {
    before: [boot(2), { do: 'hold', node: 2 }],
    trigger: ALL_EVENTS,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'PutEvents', 'CompleteLifecycleAction'],
  },
  'the giving of ranges': {
    before: [{ do: 'scale up', count: 2, by: 'tag' }, settle],
    trigger: ALL_EVENTS,
    // The reservation of each, and the routes in the other table, which are made once the node is told.
    expectedCalls: ['CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateTags', 'CreateTags'],
  },
  'the giving of ranges with the schedule': {
    before: [{ do: 'scale up', count: 2, by: 'data' }],
    trigger: RESYNC,
    expectedCalls: ['CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateTags', 'CreateTags'],
  },
  'the giving of a range that another node’s end has freed': {
    ...RANGE_FREED,
    trigger: RESYNC,
    takesTwoRuns: true,
    expectedCalls: ['DeleteRoute', 'CreateRoute', 'CreateTags'],
  },
  'the giving of a range that another node’s end has freed, told by that end': {
    ...RANGE_FREED,
    trigger: ALL_EVENTS,
    takesTwoRuns: true,
    expectedCalls: ['DeleteRoute', 'CreateRoute', 'CreateTags'],
  },
  'everything at once': {
    setup: { extraTables: 2, nodes: 4 },
    before: [{ do: 'terminate', node: 0 }, { do: 'recreate', node: 0 }, settle, boot(0), setRoute('gateway', 5)],
    trigger: ALL_EVENTS,
    expectedCalls: Array<string>(6).fill('ReplaceRoute'),
  },
};

/** What counts beside the routes: the source/dest checks of what runs, the ranges that nodes were told, and, where events come again, the hooks. */
function extraState({ fixture }: AwsEnvironment, recovery: Recovery) {
  const { ec2, autoScaling } = fixture;
  const { instances, interfaces } = ec2.backend.state;
  const checks = [...interfaces.values()]
    .filter(({ attachment }) => instances.get(attachment?.instanceId ?? '')?.state === 'running')
    .map(({ id, sourceDestCheck }) => [id, sourceDestCheck]);
  const told = [...instances.values()].map(({ id, tags }) => [id, tags.get('pod-cidr')]);
  return { checks, told, hooks: recovery === 'redelivery' ? autoScaling.actions.map(({ state }) => state) : [] };
}

/** Of each case in a sample. */
const SOME = 2;
const least = Object.keys(CASES).length * SOME;

describe('killing the function on AWS', () => {
  let crashes = 0;
  // One more than the smallest sum that makes sense: every case has several calls, and each is crashed at four times.
  afterAll(() => expect(crashes).toBeGreaterThan(howMany(300, least - 1)));

  it.each(Object.entries(CASES))(
    'during %s ends as if nothing had happened',
    async (_, given) => {
      const setup = { ...SETUP, ...given.setup };
      const settings = { EVENT_BUS_NAME: 'default' };
      const told = await crashAtEveryCall(
        (tally) => AwsEnvironment.open(setup, tally, settings),
        given,
        (all) => sampled(all, SOME),
        extraState,
      );
      crashes += told.crashes;
      expect(countByAction(told.calls)).toMatchObject(countByAction(given.expectedCalls));
      expect(told.crashes).toBe(howMany(told.calls.length * 4, SOME));
      for (const { at, end, undisturbed } of told.finalStates) expect({ at, end }).toEqual({ at, end: undisturbed });
    },
    60_000,
  );
});
