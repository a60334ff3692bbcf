import { afterAll, describe, expect, it } from 'vitest';
import { howMany, sampled } from '../../support/sample.ts';
import { crashEverywhere, type Situation, timesEach } from '../crash.ts';
import { ALL_EVENTS, RESYNC } from '../history.ts';
import { type GcpChange, type GcpSetup, PLAIN_SETUP } from './history.ts';
import { openHost } from './host.ts';
import { GcpStage } from './stage.ts';
import type { Tally } from '../tally.ts';

const SETUP: GcpSetup = { ...PLAIN_SETUP, fleet: 2 };

interface Case extends Situation<GcpChange> {
  readonly setup?: Partial<GcpSetup>;
  /** Calls that an undisturbed life makes, each so many times: none of the steps is left out unnoticed. */
  readonly makes: Readonly<Record<string, number>>;
}

const boot = (says: number, dual = false): GcpChange => ({ do: 'boot', says, zone: 0, dual, slow: false });
const point = (
  to: Extract<GcpChange, { do: 'point' }>['to'],
  name: 'a' | 'standard' | 'z' = 'standard',
  node = 0,
): GcpChange => ({ do: 'point', destination: 0, name, to, node });
const unpoint: GcpChange = { do: 'unpoint', destination: 0, name: 'standard' };

const CASES: Record<string, Case> = {
  creates: {
    before: [boot(2), boot(3)],
    payload: ALL_EVENTS,
    makes: { 'routes.insert': 2, 'globalOperations.wait': 2 },
  },
  'creates of both families': { before: [boot(4, true)], payload: ALL_EVENTS, makes: { 'routes.insert': 2 } },
  'a delete': { before: [{ do: 'delete', node: 0 }], payload: ALL_EVENTS, makes: { 'routes.delete': 1 } },
  'a replace, the target being gone': {
    before: [{ do: 'delete', node: 0 }, boot(9), boot(0)],
    payload: ALL_EVENTS,
    makes: { 'routes.delete': 1, 'routes.insert': 1, 'globalOperations.wait': 2 },
  },
  'a replace of the wrong address': {
    before: [unpoint, point('ours, misplaced')],
    payload: RESYNC,
    makes: { 'routes.delete': 1, 'routes.insert': 1 },
  },
  'a replace, the holder claiming another range': {
    before: [{ do: 'restate', node: 0, says: 2 }, boot(0)],
    payload: ALL_EVENTS,
    makes: { 'routes.delete': 1, 'routes.insert': 2 },
  },
  'a delete, the holder claiming another range': {
    before: [{ do: 'restate', node: 0, says: 2 }],
    payload: RESYNC,
    makes: { 'routes.delete': 1, 'routes.insert': 1 },
  },
  'the removal of a duplicate': { before: [point('ours', 'z')], payload: RESYNC, makes: { 'routes.delete': 1 } },
  'a replace under another name': {
    before: [unpoint, point('ours, misplaced', 'a')],
    payload: RESYNC,
    makes: { 'routes.delete': 1, 'routes.insert': 1 },
  },
};

/** Operations that were begun are carried out, whoever waits for them. */
const meanwhile: readonly GcpChange[] = [{ do: 'settle' }];

/** Of each case in a sample. */
const SOME = 2;
const least = Object.keys(CASES).length * SOME;

describe('killing the function on GCP', () => {
  const host = openHost();
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
      const open = async (tally: Tally) => new GcpStage(shared, setup, tally);
      const told = await crashEverywhere(
        open,
        { ...given, meanwhile },
        (all) => sampled(all, SOME),
        () => undefined,
      );
      crashes += told.crashes;
      expect(timesEach(told.calls)).toMatchObject(given.makes);
      expect(told.crashes).toBe(howMany(told.calls.length * 4, SOME));
      for (const { at, end, undisturbed } of told.ends) expect({ at, end }).toEqual({ at, end: undisturbed });
    },
    60_000,
  );
});
