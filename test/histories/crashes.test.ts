import { describe, expect, it } from 'vitest';
import { AWS } from './aws/kind.ts';
import type { AwsChange, AwsSetup } from './aws/history.ts';
import { GCP } from './gcp/kind.ts';
import type { GcpChange, GcpSetup } from './gcp/history.ts';
import type { Payload } from './history.ts';
import type { Kind } from './search.ts';
import { emptyTally } from './tally.ts';

const AWS_SETUP: AwsSetup = {
  moreTables: 1,
  fleet: 2,
  group: false,
  keepsId: false,
  retries: 0,
  hurried: false,
  tags: false,
  smallPages: false,
};
const GCP_SETUP: GcpSetup = { fleet: 2, group: false, retries: 0, hurried: false, smallPages: false };

const EVENTS: Payload = { of: 'events', late: 0, shuffle: 0, twice: false };
const RESYNC: Payload = { of: 'resync', force: false };

/**
 * Ends the function at its call number 0, 1, 2 ... until there is none left to end it at. After each, as after every history, one
 * resync makes the tables what they should be, and the next writes nothing. Answers how often it was ended.
 */
async function crashEverywhere<Setup, Change>(
  kind: Kind<Setup, Change>,
  setup: Setup,
  steps: readonly Change[],
  payload: Payload,
): Promise<number> {
  let crashes = 0;
  for (const when of ['before', 'after'] as const) {
    for (let at = 0, isReached = true; isReached; at += 1) {
      const tally = emptyTally();
      const run = { do: 'run', payloads: [payload], order: 0, disturbances: [{ at, do: 'crash', when }] } as const;
      await kind.play({ setup, steps: [...steps, run] }, tally);
      isReached = tally.crashes > 0;
      crashes += tally.crashes;
    }
  }
  return crashes;
}

const boot = (says: number): AwsChange => ({ do: 'boot', says, by: 'data' });
const SETTLE = { do: 'settle' } as const;

describe('the Lambda function, ended before and after each of its calls', () => {
  it.each<[string, Payload, readonly AwsChange[]]>([
    ['a route is made in two tables', EVENTS, [boot(2), SETTLE]],
    ['one of each family is made', EVENTS, [boot(4), SETTLE]],
    ['a route is deleted', EVENTS, [{ do: 'terminate', node: 0 }, SETTLE]],
    ['a successor takes a route over', EVENTS, [{ do: 'terminate', node: 0 }, SETTLE, boot(0), SETTLE]],
    ['a hook is held', EVENTS, [boot(2), SETTLE, { do: 'hold', node: 2 }]],
    [
      'a node states another range',
      EVENTS,
      [{ do: 'stop', node: 0 }, SETTLE, { do: 'restate', node: 0, says: 3 }, { do: 'start', node: 0 }, SETTLE],
    ],
    ['a route was deleted by hand', RESYNC, [{ do: 'unpoint', table: 0, destination: 0 }]],
    ['a route was led elsewhere by hand', RESYNC, [{ do: 'point', table: 0, destination: 0, to: 'ghost', node: 1 }]],
    [
      'a route leads to another interface',
      RESYNC,
      [
        { do: 'attach', node: 0 },
        { do: 'point', table: 0, destination: 0, to: 'second interface', node: 0 },
      ],
    ],
  ])(
    'while %s',
    async (_, payload, steps) => {
      expect(await crashEverywhere(AWS, AWS_SETUP, steps, payload)).toBeGreaterThanOrEqual(4);
    },
    60_000,
  );
});

const bootVm = (says: number): GcpChange => ({ do: 'boot', says, zone: 0, dual: true, slow: false });

describe('the Cloud Run function, ended before and after each of its calls', () => {
  it.each<[string, Payload, readonly GcpChange[]]>([
    ['a route is made', EVENTS, [bootVm(2)]],
    ['one of each family is made', EVENTS, [bootVm(4)]],
    ['a route is deleted', EVENTS, [{ do: 'delete', node: 0 }]],
    ['a VM is made anew', EVENTS, [{ do: 'recreate', node: 0 }]],
    ['a node states another range', RESYNC, [{ do: 'restate', node: 0, says: 3 }]],
    ['a route was deleted by hand', RESYNC, [{ do: 'unpoint', destination: 0, name: 'standard' }]],
    [
      'a route was led elsewhere by hand',
      RESYNC,
      [
        { do: 'unpoint', destination: 0, name: 'standard' },
        { do: 'point', destination: 0, name: 'standard', to: 'ours, misplaced', node: 1 },
      ],
    ],
  ])(
    'while %s',
    async (_, payload, steps) => {
      expect(await crashEverywhere(GCP, GCP_SETUP, steps, payload)).toBeGreaterThanOrEqual(4);
    },
    60_000,
  );
});
