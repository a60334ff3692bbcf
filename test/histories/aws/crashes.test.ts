import { afterAll, describe, expect, it } from 'vitest';
import { howMany, sampled } from '../../support/sample.ts';
import { type AwsChange, type AwsSetup, PLAIN_SETUP } from './history.ts';
import { AwsStage } from './stage.ts';
import { crashEverywhere, type Recovery, type Situation, timesEach } from '../crash.ts';
import { ALL_EVENTS, RESYNC } from '../history.ts';

const SETUP: AwsSetup = { ...PLAIN_SETUP, moreTables: 1, fleet: 2 };

interface Case extends Situation<AwsChange> {
  readonly setup?: Partial<AwsSetup>;
  /** Calls that an undisturbed life makes, each so many times: none of the steps is left out unnoticed. */
  readonly makes: readonly string[];
}

const boot = (says: number): AwsChange => ({ do: 'boot', says, by: 'data' });
const settle: AwsChange = { do: 'settle' };
const point = (to: Extract<AwsChange, { do: 'point' }>['to'], destination = 0, table = 0): AwsChange => ({
  do: 'point',
  table,
  destination,
  to,
  node: 0,
});

const CASES: Record<string, Case> = {
  'a create in two tables': {
    before: [boot(2)],
    payload: ALL_EVENTS,
    makes: ['CreateRoute', 'CreateRoute'],
  },
  'creates of both families': {
    before: [boot(4), boot(5)],
    payload: ALL_EVENTS,
    makes: ['CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute', 'CreateRoute'],
  },
  'a delete': {
    before: [{ do: 'terminate', node: 0 }],
    payload: ALL_EVENTS,
    makes: ['DeleteRoute', 'DeleteRoute'],
  },
  'a replace, the target being gone': {
    setup: { moreTables: 2, keepsId: true },
    before: [{ do: 'recreate', node: 0 }, settle],
    payload: ALL_EVENTS,
    makes: ['ReplaceRoute', 'ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace, the target being gone and unnamed': {
    before: [{ do: 'terminate', node: 0 }, settle, { do: 'purge' }, boot(0)],
    payload: ALL_EVENTS,
    makes: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace of the wrong interface': {
    before: [{ do: 'attach', node: 0 }, point('second interface'), point('second interface', 0, 1)],
    payload: RESYNC,
    makes: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace of a blackhole': {
    setup: { fleet: 0 },
    before: [boot(0), settle, point('stuck'), point('stuck', 0, 1)],
    payload: ALL_EVENTS,
    makes: ['ReplaceRoute', 'ReplaceRoute'],
  },
  'a replace, the holder claiming another range': {
    before: [
      { do: 'stop', node: 0 },
      settle,
      { do: 'restate', node: 0, says: 2 },
      { do: 'start', node: 0 },
      boot(0),
      settle,
    ],
    payload: ALL_EVENTS,
    makes: ['ReplaceRoute', 'ReplaceRoute', 'CreateRoute', 'CreateRoute'],
  },
  'a delete, the holder claiming another range': {
    before: [{ do: 'stop', node: 0 }, settle, { do: 'restate', node: 0, says: 2 }, { do: 'start', node: 0 }],
    payload: RESYNC,
    makes: ['CreateRoute', 'CreateRoute', 'DeleteRoute', 'DeleteRoute'],
  },
  'the switching on of forwarding': {
    before: [boot(2), settle],
    payload: ALL_EVENTS,
    makes: ['CreateRoute', 'CreateRoute', 'ModifyNetworkInterfaceAttribute'],
  },
  'the noting of claims in tags': {
    setup: { tags: true },
    before: [boot(2), settle],
    payload: RESYNC,
    makes: ['CreateRoute', 'CreateRoute', 'CreateTags', 'CreateTags', 'CreateTags'],
  },
  'the opening of a launch gate': {
    before: [boot(2), { do: 'hold', node: 2 }],
    payload: ALL_EVENTS,
    makes: ['CreateRoute', 'CreateRoute', 'PutEvents', 'CompleteLifecycleAction'],
  },
  'everything at once': {
    setup: { moreTables: 2, fleet: 4 },
    before: [{ do: 'terminate', node: 0 }, { do: 'recreate', node: 0 }, settle, boot(0), point('gateway', 5)],
    payload: ALL_EVENTS,
    makes: Array<string>(6).fill('ReplaceRoute'),
  },
};

/** What counts beside the routes: the source/dest checks of what runs, and, where events come again, the hooks. */
function rest({ account }: AwsStage, recovery: Recovery) {
  const { ec2, autoScaling } = account;
  const { instances, interfaces } = ec2.world.state;
  const checks = [...interfaces.values()]
    .filter(({ attachment }) => instances.get(attachment?.instanceId ?? '')?.state === 'running')
    .map(({ id, sourceDestCheck }) => [id, sourceDestCheck]);
  return { checks, hooks: recovery === 'redelivery' ? autoScaling.actions.map(({ state }) => state) : [] };
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
      const told = await crashEverywhere(
        (tally) => AwsStage.open(setup, tally, settings),
        given,
        (all) => sampled(all, SOME),
        rest,
      );
      crashes += told.crashes;
      expect(timesEach(told.calls)).toMatchObject(timesEach(given.makes));
      expect(told.crashes).toBe(howMany(told.calls.length * 4, SOME));
      for (const { at, end, undisturbed } of told.ends) expect({ at, end }).toEqual({ at, end: undisturbed });
    },
    60_000,
  );
});
