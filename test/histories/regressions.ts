import { type AwsHistory, EMPTY_SETUP as PLAIN_AWS } from './aws/history.ts';
import { type GcpHistory, EMPTY_SETUP as GCP_SETUP } from './gcp/history.ts';
import { AWS_ALLOCATION_REGRESSIONS, GCP_ALLOCATION_REGRESSIONS } from './allocation-regressions.ts';
import { ALL_EVENTS, RESYNC, invocationOf } from './generate/history.ts';

/** Histories that once broke a promise, or do so with one of the mistakes of `mutants/mutants.ts`, by what was wrong. */

const AWS_SETUP = { ...PLAIN_AWS, nodes: 1 };
const ALL_DELIVERED = invocationOf(ALL_EVENTS);
const RESYNCED = invocationOf(RESYNC);

/** A process is told that a node boots; more happens to it, and the process is told of that. */
const afterItsFirstEvent = (...steps: AwsHistory['steps']): AwsHistory['steps'] => [
  { do: 'boot', says: 0, by: 'tag' },
  ALL_DELIVERED,
  ...steps,
  ALL_DELIVERED,
];
const OWN_ROUTE_REMOVED = { do: 'remove own route', node: 0, table: 0 } as const;

/** What a process knows from the first event of a launch, for the next ones. */
const LAUNCH_REGRESSIONS: Readonly<Record<string, AwsHistory>> = {
  'a node was believed to have the route that it had five minutes before': {
    setup: PLAIN_AWS,
    steps: afterItsFirstEvent({ do: 'pass', minutes: 5 }, OWN_ROUTE_REMOVED, { do: 'settle' }),
  },
  'a node was believed to have its route beside the news that somebody had removed it': {
    setup: { ...PLAIN_AWS, hasTrail: true },
    steps: afterItsFirstEvent(OWN_ROUTE_REMOVED, { do: 'settle' }),
  },
  'a node that ended was believed to be as its launch left it': {
    setup: PLAIN_AWS,
    steps: afterItsFirstEvent({ do: 'terminate', node: 0 }),
  },
  'a node that was told another range while it booted was believed to state the first': {
    setup: PLAIN_AWS,
    steps: afterItsFirstEvent({ do: 'update claim', node: 0, says: 1 }, ALL_DELIVERED, { do: 'settle' }),
  },
  'the events of a launch came twice, out of order, and to another function beside': {
    setup: { ...PLAIN_AWS, extraTables: 1 },
    steps: afterItsFirstEvent(
      { do: 'settle' },
      { ...ALL_DELIVERED, triggers: [{ of: 'events', postponed: 1, shuffle: 3, duplicated: true }, RESYNC] },
    ),
  },
  'a node was started again with other user data, and only the last event came': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      ALL_DELIVERED,
      { do: 'settle' },
      { do: 'stop', node: 0 },
      { do: 'settle' },
      { do: 'update claim', node: 0, says: 1 },
      { do: 'start', node: 0 },
      { do: 'settle' },
      { do: 'lose', keep: 1 },
      ALL_DELIVERED,
    ],
  },
};

export const AWS_REGRESSIONS: Readonly<Record<string, AwsHistory>> = {
  ...LAUNCH_REGRESSIONS,
  'what one run had no time to read was taken for a look of the next': {
    setup: { ...PLAIN_AWS, extraTables: 1, hasGroup: true, isTimeLimited: true },
    steps: [
      { do: 'recreate', node: 0 },
      { do: 'boot', says: 0, by: 'data' },
      { do: 'hold', node: 0 },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: true }],
        interleaving: 0,
        injections: [{ at: 0, do: 'crash', when: 'after' }],
      },
      { do: 'terminate', node: 1 },
      {
        do: 'run',
        triggers: [
          { of: 'resync', force: false },
          { of: 'events', postponed: 0, shuffle: 0, duplicated: true },
        ],
        interleaving: 367,
        injections: [{ at: 0, do: 'change', change: { do: 'stop', node: 1 } }],
      },
    ],
  },
  'a node that waited for a range was forgotten over others’ boots': {
    setup: AWS_SETUP,
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'settle' },
      ALL_DELIVERED,
      { do: 'boot', says: 2, by: 'data' },
      { do: 'settle' },
      ALL_DELIVERED,
      { do: 'holder ends', destination: 0 },
      ALL_DELIVERED,
    ],
  },
  'a node that waited for a range was forgotten with the process that had seen it': {
    setup: AWS_SETUP,
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'settle' },
      ALL_DELIVERED,
      { do: 'restart', slot: 0 },
      { do: 'holder ends', destination: 0 },
      { do: 'settle' },
      ALL_DELIVERED,
    ],
  },
  'a warm function believed the user data that a stopped node had before': {
    setup: AWS_SETUP,
    steps: [
      { do: 'stop', node: 0 },
      { do: 'settle' },
      RESYNCED,
      { do: 'update claim', node: 0, says: 1 },
      { do: 'remove route', table: 0, destination: 0 },
    ],
  },
  'a node got half of a range whose holder’s user data could not be read just then': {
    setup: { ...AWS_SETUP, extraTables: 1 },
    steps: [
      { do: 'boot', says: 6, by: 'tag' },
      { ...ALL_DELIVERED, injections: [{ at: 3, do: 'fault', fault: 'throttle' }] },
      { do: 'remove route', table: 0, destination: 0 },
    ],
  },
  'a dead route stayed for ever beside a propagated one': {
    setup: AWS_SETUP,
    steps: [
      { do: 'set route', table: 0, destination: 0, to: 'propagated', node: 0 },
      { do: 'terminate', node: 0 },
    ],
  },
  'a group’s ends counted as done while the brake held its dead routes, which named nobody': {
    setup: { ...AWS_SETUP, nodes: 0, hasGroup: true },
    steps: [{ do: 'group ends' }, { do: 'settle' }, { do: 'unrelated event', what: 0 }, ALL_DELIVERED],
  },
  'one end that was told had a whole group’s dead routes deleted': {
    setup: { ...AWS_SETUP, nodes: 1, hasGroup: true },
    steps: [{ do: 'group vanishes' }, { do: 'recreate', node: 0 }, { do: 'settle' }, ALL_DELIVERED, ALL_DELIVERED],
  },
  'a node got half of a range whose holder had been refused it over a dead route to that half': {
    setup: { ...AWS_SETUP, extraTables: 1, nodes: 2, hasGroup: true, isTimeLimited: true },
    steps: [
      { do: 'set route', table: 0, destination: 8, to: 'ghost', node: 0 },
      { do: 'boot', says: 7, by: 'tag' },
      RESYNCED,
    ],
  },
  'two batches told of the same end, and each took a dead route for its own': {
    setup: { ...AWS_SETUP, nodes: 0, hasGroup: true },
    steps: [
      { do: 'boot', says: 0, by: 'other cluster' },
      { do: 'group vanishes' },
      { do: 'recreate', node: 0 },
      { do: 'settle' },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: true }],
        interleaving: 0,
        injections: [{ at: 0, do: 'change', change: { do: 'recreate', node: 0 } }],
      },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: true }],
        interleaving: 0,
        injections: [],
      },
    ],
  },
  'what a failed look still had under way went on in the middle of the next': {
    setup: { ...AWS_SETUP, extraTables: 1, nodes: 0 },
    steps: [
      { do: 'boot', says: 0, by: 'tag' },
      { do: 'boot', says: 0, by: 'data' },
      RESYNCED,
      { do: 'unrelated event', what: 1 },
      { do: 'settle' },
      { do: 'terminate', node: 0 },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: true }],
        interleaving: 991,
        injections: [{ at: 0, do: 'fault', fault: 'error before' }],
      },
    ],
  },
  'the later of two had a range in one table, the earlier in another': {
    setup: { ...AWS_SETUP, extraTables: 1, nodes: 0 },
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'settle' },
      { do: 'boot', says: 0, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 0, to: 'rival', node: 0 },
    ],
  },
  'a node’s claim was kept out by a wider one that had no route yet': {
    setup: { ...AWS_SETUP, nodes: 0 },
    steps: [{ do: 'boot', says: 6, by: 'tag' }, { do: 'boot', says: 0, by: 'tag' }, { do: 'settle' }],
  },
  'a route to the whole cluster CIDR was deleted because its node claims another range': {
    setup: AWS_SETUP,
    steps: [{ do: 'set route', table: 0, destination: 14, to: 'node', node: 0 }, RESYNCED],
  },
  'a warm function believed the user data that a node had before it was stopped': {
    setup: AWS_SETUP,
    steps: [
      RESYNCED,
      { do: 'stop', node: 0 },
      { do: 'settle' },
      { do: 'update claim', node: 0, says: 1 },
      { do: 'start', node: 0 },
    ],
  },
  'who stood on the second page of a list that failed counted as gone': {
    setup: { ...AWS_SETUP, hasGroup: true, smallPages: true },
    steps: [
      { do: 'stop', node: 14 },
      { do: 'settle' },
      { ...RESYNCED, injections: [{ at: 2, do: 'fault', fault: 'error before' }] },
    ],
  },
  'somebody made a route to a part of what another node had, for the node that asked for it first': {
    setup: { ...AWS_SETUP, extraTables: 1, nodes: 2 },
    steps: [
      { do: 'terminate', node: 0 },
      { do: 'recreate', node: 0 },
      { do: 'boot', says: 6, by: 'tag' },
      { do: 'boot', says: 0, by: 'data' },
      { ...ALL_DELIVERED, interleaving: 588, injections: [{ at: 3, do: 'fault', fault: 'error after' }] },
      { do: 'set route', table: 0, destination: 1, to: 'rival', node: 0 },
    ],
  },
  'somebody took a route for a gateway just before it was changed': {
    setup: { ...AWS_SETUP, nodes: 3 },
    steps: [
      { do: 'recreate', node: 2 },
      {
        ...ALL_DELIVERED,
        injections: [
          { at: 1, do: 'change', change: { do: 'set route', table: 0, destination: 2, to: 'gateway', node: 0 } },
        ],
      },
    ],
  },
  'a route wider than the cluster CIDR, whose first address is in it': {
    setup: AWS_SETUP,
    steps: [{ do: 'set route', table: 0, destination: 10, to: 'node', node: 0 }],
  },
  'a route that nobody wants, beside a propagated one': {
    setup: AWS_SETUP,
    steps: [
      { do: 'set route', table: 0, destination: 3, to: 'propagated', node: 0 },
      { do: 'set route', table: 0, destination: 3, to: 'node', node: 0 },
    ],
  },
  'an event had a node get a range of which another had a part that nobody had looked up': {
    setup: AWS_SETUP,
    steps: [
      { do: 'boot', says: 7, by: 'data' },
      { do: 'stop', node: 0 },
      { do: 'settle' },
      { do: 'update claim', node: 0, says: 1 },
      ALL_DELIVERED,
      { do: 'boot', says: 0, by: 'tag' },
      ALL_DELIVERED,
    ],
  },
  'a successor’s boot counted as done though there had been no time to replace the dead route': {
    setup: { ...AWS_SETUP, nodes: 0, hasGroup: true, isTimeLimited: true },
    steps: [{ do: 'recreate', node: 0 }, { do: 'unrelated event', what: 0 }, { do: 'settle' }, ALL_DELIVERED],
  },
  'an end told with a resync counted as done though its dead route, which named nobody, was left': {
    setup: { ...AWS_SETUP, nodes: 0, hasGroup: true, isTimeLimited: true },
    steps: [{ do: 'unrelated event', what: 0 }, { do: 'terminate', node: 0 }, { do: 'settle' }, ALL_DELIVERED],
  },
  'an end counted as done that there had been no time for': {
    setup: { ...AWS_SETUP, isTimeLimited: true },
    steps: [{ do: 'terminate', node: 0 }, { do: 'group boots' }, ALL_DELIVERED],
  },
  'a stopped node got other user data, and the tag said what it had stated before': {
    setup: { ...PLAIN_AWS, writesTags: true },
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'settle' },
      invocationOf(RESYNC),
      { do: 'stop', node: 0 },
      { do: 'settle' },
      { do: 'update claim', node: 0, says: 3 },
    ],
  },
  'a boot was charged with the dead route of a table that is not the cluster’s': {
    setup: { ...PLAIN_AWS, hasTrail: true },
    steps: [
      { do: 'boot', says: 2, by: 'data' },
      { do: 'settle' },
      { do: 'boot', says: 2, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 1, destination: 2, to: 'rival', node: 0 },
      { do: 'terminate', node: 5 },
      { do: 'boot', says: 0, by: 'other cluster' },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 22, duplicated: true }],
        interleaving: 0,
        injections: [{ at: 0, do: 'crash', when: 'before' }],
      },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 13, duplicated: false }],
        interleaving: 0,
        injections: [{ at: 0, do: 'fault', fault: 'throttle' }],
      },
    ],
  },
  'a run waited for ever for a read that the run before had left unanswered': {
    setup: { ...PLAIN_AWS, nodes: 2, hasGroup: true },
    steps: [
      { do: 'hold', node: 0 },
      { do: 'boot', says: 1, by: 'data' },
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'stop', node: 0 },
      { do: 'recreate', node: 2 },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: true }],
        interleaving: 796,
        injections: [
          { at: 2, do: 'change', change: { do: 'set route', table: 0, destination: 0, to: 'propagated', node: 0 } },
          { at: 5, do: 'fault', fault: 'throttle' },
          { at: 3, do: 'change', change: { do: 'remove own route', node: 0, table: 0 } },
        ],
      },
    ],
  },
  'a node that states a range outside the cluster CIDR was routed to': {
    setup: PLAIN_AWS,
    steps: [{ do: 'boot', says: 14, by: 'data' }],
  },
  'a boot was taken as done whose range another node gives up once it is told, which it had been without an answer': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'boot', says: 5, by: 'tag' },
      { do: 'boot', says: 5, by: 'data' },
      invocationOf(RESYNC),
      { do: 'update claim', node: 0, says: 36 },
      invocationOf(ALL_EVENTS, { at: 5, do: 'fault', fault: 'error after' }),
    ],
  },
  'another table led to a node that asks, for which no range was free, past the one that states the range and has it': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 1, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, by: 'data' },
      { do: 'scale up', count: 4, by: 'tag' },
      { do: 'set route', table: 0, destination: 0, to: 'node', node: 7 },
    ],
  },
  'a node that asks has a route in another table to a range in which a service has one, and no range is free': {
    setup: { ...PLAIN_AWS, extraTables: 1, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, by: 'data' },
      { do: 'scale up', count: 4, by: 'data' },
      { do: 'set route', table: 0, destination: 0, to: 'node', node: 6 },
      { do: 'set route', table: 0, destination: 7, to: 'advertised', node: 0 },
    ],
  },
  ...AWS_ALLOCATION_REGRESSIONS,
};

export const GCP_REGRESSIONS: Readonly<Record<string, GcpHistory>> = {
  'the end of a node, whose address another has, by an old list of instances': {
    setup: { ...GCP_SETUP, nodes: 2, hasFewRanges: false },
    steps: [
      { do: 'delete', node: 0 },
      { do: 'recreate', node: 0 },
      { do: 'update claim', node: 0, says: 0 },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: false }],
        interleaving: 0,
        injections: [{ at: 0, do: 'stale' }],
      },
    ],
  },
  'a node that waited for a range was forgotten over others’ boots': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      ALL_DELIVERED,
      { do: 'boot', says: 2, zone: 0, dual: false, slow: false },
      ALL_DELIVERED,
      { do: 'holder ends', destination: 0 },
      ALL_DELIVERED,
    ],
  },
  'a race had a partial listing change what it may only add to': {
    setup: GCP_SETUP,
    steps: [
      { do: 'toggle zone', zone: 0 },
      { do: 'group boots' },
      {
        do: 'run',
        triggers: [
          { of: 'resync', force: false },
          { of: 'events', postponed: 0, shuffle: 0, duplicated: false },
        ],
        interleaving: 0,
        injections: [{ at: 2, do: 'change', change: { do: 'recreate', node: 0 } }],
      },
    ],
  },
  'a second route was deleted as needless when somebody had just taken the first one away': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'set route', destination: 1, name: 'a', to: 'ours, for nobody', node: 1 },
      {
        ...RESYNCED,
        injections: [{ at: 2, do: 'change', change: { do: 'remove route', destination: 1, name: 'standard' } }],
      },
    ],
  },
  'a node got part of a route that its holder keeps though its claim came too late': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'boot', says: 6, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 7, name: 'standard', to: 'vpn', node: 1 },
      { do: 'boot', says: 7, zone: 0, dual: false, slow: false },
    ],
  },
  'a dead route counted as kept by a node in doubt that had got its address': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'delete', node: 0 },
      { do: 'boot', says: 4, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 6, zone: 0, dual: false, slow: false },
    ],
  },
  'a node with one statement refused has its earlier route and a part of it': {
    setup: GCP_SETUP,
    steps: [
      { do: 'boot', says: 6, zone: 0, dual: false, slow: false },
      ALL_DELIVERED,
      { do: 'update claim', node: 0, says: 18 },
    ],
  },
  'an end was told with the start before it, and an old list shows a node that runs': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'stop', node: 0 },
      { do: 'settle' },
      { do: 'start', node: 0 },
      { do: 'settle' },
      { do: 'delete', node: 0 },
      { do: 'settle' },
      { ...ALL_DELIVERED, injections: [{ at: 0, do: 'stale' }] },
    ],
  },
  'a node that stopped between two reads looked like one whose route is dead': {
    setup: GCP_SETUP,
    steps: [
      { do: 'boot', says: 2, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 2, name: 'standard', to: 'instance', node: 0 },
      { ...ALL_DELIVERED, injections: [{ at: 1, do: 'change', change: { do: 'preempt', node: 0 } }] },
    ],
  },
  'no node that booted got its route as long as a mass deletion was due': {
    setup: { ...GCP_SETUP, hasGroup: true },
    steps: [{ do: 'group vanishes' }, { do: 'boot', says: 0, zone: 0, dual: false, slow: false }, ALL_DELIVERED],
  },
  'a misplaced route was deleted, and the one in its place found the name taken by a tagged route': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 0, name: 'z', to: 'ours, misplaced', node: 0 },
      { do: 'remove route', destination: 0, name: 'standard' },
      { do: 'set route', destination: 0, name: 'standard', to: 'tagged', node: 0 },
    ],
  },
  'two nodes that state one range had a route each, and both stayed': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 0, name: 'z', to: 'ours, misplaced', node: 1 },
    ],
  },
  'a misplaced route was deleted beside one to a node in doubt, whose name the new one could not have': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'update claim', node: 4, says: 4 },
      { do: 'set route', destination: 1, name: 'a', to: 'ours, misplaced', node: 2 },
      { do: 'update claim', node: 2, says: 18 },
    ],
  },
  'a misplaced route made a narrower range be had, and crossed a right one': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'boot', says: 7, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 8, name: 'standard', to: 'ours, misplaced', node: 0 },
    ],
  },
  'a boot was taken as done beside the dead route of the instance before, whose end came again': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'recreate', node: 7 },
      { do: 'set route', destination: 1, name: 'z', to: 'vpn', node: 0 },
      { ...ALL_DELIVERED, injections: [{ at: 2, do: 'fault', fault: 'cut after' }] },
    ],
  },
  'the route of an ended instance stayed beside a right one to its successor': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'delete', node: 0 },
      { do: 'update claim', node: 0, says: 2 },
      ALL_DELIVERED,
      { do: 'recreate', node: 0 },
      { do: 'set route', destination: 2, name: 'z', to: 'ours, misplaced', node: 5 },
      { ...ALL_DELIVERED, injections: [{ at: 4, do: 'fault', fault: 'fails later' }] },
    ],
  },
  'a boot was taken as done while a second route to its range could not be deleted': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 0, name: 'z', to: 'ours, misplaced', node: 0 },
      { do: 'set route', destination: 2, name: 'standard', to: 'ours, misplaced', node: 0 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'update claim', node: 0, says: 1 },
      { ...RESYNCED, interleaving: 219, injections: [{ at: 7, do: 'fault', fault: 'cut after' }] },
      ALL_DELIVERED,
    ],
  },
  'the route of a recreated instance was deleted, the range that it states being refused': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'recreate', node: 0 },
      { do: 'boot', says: 4, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 7, name: 'standard', to: 'tutorial', node: 1 },
    ],
  },
  ...GCP_ALLOCATION_REGRESSIONS,
};
