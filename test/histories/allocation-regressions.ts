import { type AwsHistory, EMPTY_SETUP as PLAIN_AWS } from './aws/history.ts';
import { type GcpHistory, EMPTY_SETUP as GCP_SETUP } from './gcp/history.ts';
import { ALL_EVENTS, RESYNC, invocationOf } from './generate/history.ts';

/** The histories of `regressions.ts` in which nodes ask for a range. */

const ALL_DELIVERED = invocationOf(ALL_EVENTS);
const RESYNCED = invocationOf(RESYNC);

export const AWS_ALLOCATION_REGRESSIONS: Readonly<Record<string, AwsHistory>> = {
  'another table led to a third node for the range of a stopped node that asks, and nothing changed that': {
    setup: { ...PLAIN_AWS, extraTables: 1, isTimeLimited: true },
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'scale up', count: 4, by: 'data' },
      ALL_DELIVERED,
      { do: 'boot', says: 0, by: 'data' },
      { do: 'boot', says: 0, by: 'tag' },
      { do: 'update claim', node: 8, says: 1 },
      { do: 'update claim', node: 10, says: 36 },
      ALL_DELIVERED,
      { do: 'boot', says: 0, by: 'data' },
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'set route', table: 1, destination: 1, to: 'node', node: 3 },
      { do: 'settle' },
      { do: 'terminate', node: 4 },
      { do: 'stop', node: 11 },
      { do: 'update claim', node: 9, says: 0 },
    ],
  },
  'a reservation crossed by a route to nobody was given up though no other range was free': {
    setup: { ...PLAIN_AWS, extraTables: 1, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, by: 'tag' },
      {
        do: 'run',
        triggers: [{ of: 'resync', force: false }],
        interleaving: 0,
        injections: [{ at: 4, do: 'crash', when: 'before' }],
      },
      { do: 'set route', table: 1, destination: 9, to: 'service', node: 0 },
      { do: 'scale up', count: 4, by: 'tag' },
    ],
  },
  'a route to nobody in this network crossed the range of a node that asks again': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 1, hasFewRanges: true },
    steps: [
      { do: 'recreate', node: 0 },
      { do: 'boot', says: 0, by: 'other cluster' },
      { do: 'scale up', count: 3, by: 'tag' },
      RESYNCED,
      { do: 'update claim', node: 8, says: 36 },
      { do: 'set route', table: 1, destination: 9, to: 'service', node: 0 },
    ],
  },
  'the hook of a node that asked anew was completed before it was told': {
    setup: { ...PLAIN_AWS, isTimeLimited: true },
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      ALL_DELIVERED,
      { do: 'update claim', node: 0, says: 36 },
      { do: 'hold', node: 0 },
      ALL_DELIVERED,
    ],
  },
  'an edit was taken as done while the news of a node’s tag came again': {
    setup: { ...PLAIN_AWS, hasTrail: true },
    steps: [
      { do: 'scale up', count: 1, by: 'tag' },
      ALL_DELIVERED,
      { do: 'update claim', node: 0, says: 0 },
      { do: 'set route', table: 0, destination: 1, to: 'service', node: 0 },
      { ...ALL_DELIVERED, injections: [{ at: 2, do: 'fault', fault: 'error before' }] },
    ],
  },
  'a node that asks was led to by the dead routes of a range, and told another': {
    setup: { ...PLAIN_AWS, extraTables: 2, nodes: 0 },
    steps: [
      { do: 'boot', says: 36, by: 'data' },
      ALL_DELIVERED,
      { do: 'recreate', node: 0 },
      { do: 'set route', table: 0, destination: 0, to: 'ghost', node: 0 },
      { ...ALL_DELIVERED, injections: [{ at: 5, do: 'crash', when: 'after' }] },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a node that was told its range when a run ended got no route in the other tables': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 3, isTimeLimited: true },
    steps: [
      { do: 'terminate', node: 0 },
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'recreate', node: 0 },
      ALL_DELIVERED,
    ],
  },
  'the last range was freed while others were told, and was given to nobody': {
    setup: { ...PLAIN_AWS, nodes: 0, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, by: 'tag' },
      RESYNCED,
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'scale up', count: 3, by: 'tag' },
      { do: 'update claim', node: 0, says: 0 },
    ],
  },
  'two nodes that ask had routes by hand in another table, one inside the other': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 0 },
    steps: [
      { do: 'scale up', count: 2, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 7, to: 'node', node: 0 },
      { do: 'set route', table: 0, destination: 1, to: 'node', node: 1 },
    ],
  },
  'a reservation was deleted by hand before it was read back': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { ...RESYNCED, injections: [{ at: 4, do: 'change', change: { do: 'remove own route', node: 0, table: 0 } }] },
    ],
  },
  'a function died after it had reserved a range': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { ...RESYNCED, injections: [{ at: 4, do: 'crash', when: 'after' }] },
      RESYNCED,
    ],
  },
  'two functions reserved different ranges for one node': {
    setup: { ...PLAIN_AWS, hasFewRanges: true },
    steps: [
      { do: 'boot', says: 0, by: 'tag' },
      { do: 'scale up', count: 4, by: 'data' },
      {
        do: 'run',
        triggers: [
          { of: 'resync', force: false },
          { of: 'resync', force: false },
        ],
        interleaving: 1,
        injections: [{ at: 4, do: 'change', change: { do: 'terminate', node: 0 } }],
      },
    ],
  },
  'a range that was stated and had no route was given': {
    setup: { ...PLAIN_AWS, hasFewRanges: true },
    steps: [
      { do: 'boot', says: 0, by: 'tag' },
      { do: 'scale up', count: 4, by: 'data' },
      { do: 'scale up', count: 3, by: 'data' },
      RESYNCED,
    ],
  },
  'a range was given while another node’s user data could not be read': {
    setup: { ...PLAIN_AWS, hasFewRanges: true },
    steps: [
      { do: 'boot', says: 0, by: 'data' },
      { do: 'scale up', count: 4, by: 'data' },
      { do: 'scale up', count: 3, by: 'data' },
      { ...RESYNCED, injections: [{ at: 2, do: 'fault', fault: 'error before' }] },
    ],
  },
  'two nodes that ask had routes by hand in the first table, one inside the other': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 2, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 7, to: 'node', node: 0 },
      { do: 'set route', table: 0, destination: 1, to: 'node', node: 1 },
      RESYNCED,
    ],
  },
  'the event of a node that asks showed that node alone': {
    setup: PLAIN_AWS,
    steps: [{ do: 'scale up', count: 1, by: 'data' }, ALL_DELIVERED],
  },
  'a node waited for a range until another ended': {
    setup: { ...PLAIN_AWS, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 4, by: 'data' },
      { do: 'scale up', count: 4, by: 'data' },
      RESYNCED,
      { do: 'lose', keep: 0 },
      { do: 'terminate', node: 0 },
      { do: 'settle' },
    ],
  },
  'a node that asks had two routes by hand': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 0, to: 'node', node: 0 },
      { do: 'set route', table: 0, destination: 1, to: 'node', node: 0 },
    ],
  },
  'a node ended that was told its range, and no event told of it': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      RESYNCED,
      { do: 'lose', keep: 0 },
      { do: 'terminate', node: 0 },
      { do: 'settle' },
    ],
  },
  'a node’s told range was stated by another too, and its route deleted by hand': {
    setup: PLAIN_AWS,
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      RESYNCED,
      { do: 'boot', says: 1, by: 'tag' },
      { do: 'copy claim', node: 1, from: 0 },
      { do: 'remove own route', node: 0, table: 0 },
      RESYNCED,
    ],
  },
  'a function died before it told a node what it had reserved, and there were other tables': {
    setup: { ...PLAIN_AWS, extraTables: 1 },
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { ...RESYNCED, injections: [{ at: 3, do: 'crash', when: 'after' }] },
      RESYNCED,
    ],
  },
  'somebody gave the range of another node to one that asks, and it was told that': {
    setup: { ...PLAIN_AWS, nodes: 2 },
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 1, to: 'node', node: 2 },
    ],
  },
  'somebody gave the range of another node to one that asks, in one of two tables': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 2 },
    steps: [
      { do: 'scale up', count: 1, by: 'data' },
      { do: 'settle' },
      { do: 'set route', table: 0, destination: 1, to: 'node', node: 2 },
    ],
  },
  'an end was taken as done while its route waited for a node that asks and had another table’s': {
    setup: { ...PLAIN_AWS, extraTables: 1, nodes: 1, isTimeLimited: true },
    steps: [
      { do: 'terminate', node: 0 },
      { do: 'boot', says: 0, by: 'tag' },
      {
        ...ALL_DELIVERED,
        injections: [
          { at: 2, do: 'change', change: { do: 'update claim', node: 0, says: 36 } },
          { at: 2, do: 'fault', fault: 'error before' },
        ],
      },
      ALL_DELIVERED,
    ],
  },
};

export const GCP_ALLOCATION_REGRESSIONS: Readonly<Record<string, GcpHistory>> = {
  'a node that asks again was told its range before, by an old read, and lost the route to it': {
    setup: { nodes: 0, hasGroup: false, retries: 0, isTimeLimited: false, smallPages: false, hasFewRanges: false },
    steps: [
      { do: 'boot', says: 4, zone: 0, dual: false, slow: false },
      { do: 'run', triggers: [{ of: 'resync', force: false }], interleaving: 0, injections: [] },
      { do: 'update claim', node: 0, says: 36 },
      {
        do: 'run',
        triggers: [{ of: 'events', postponed: 0, shuffle: 0, duplicated: false }],
        interleaving: 0,
        injections: [{ at: 4, do: 'stale' }],
      },
    ],
  },
  'a node that asks had the address of one that ended, whose dead route counted as its own': {
    setup: { ...GCP_SETUP, hasGroup: true },
    steps: [
      { do: 'group vanishes' },
      { do: 'scale up', count: 1, dual: false },
      { ...ALL_DELIVERED, injections: [{ at: 2, do: 'fault', fault: 'error after' }] },
    ],
  },
  'ranges given in a run made room for the deletion of most of the routes that there had been before': {
    setup: { ...GCP_SETUP, hasGroup: true },
    steps: [
      { do: 'scale up', count: 4, dual: true },
      { do: 'update claim', node: 0, says: 4 },
      { do: 'scale up', count: 2, dual: true },
      { do: 'group ends' },
    ],
  },
  'one of two reservations was given up while a zone could not be read': {
    setup: { ...GCP_SETUP, hasGroup: true },
    steps: [
      { do: 'toggle zone', zone: 0 },
      { do: 'update claim', node: 3, says: 36 },
      { do: 'set route', destination: 0, name: 'standard', to: 'ours, misplaced', node: 3 },
      RESYNCED,
    ],
  },
  'an instance was told the range of one that had its name before': {
    setup: GCP_SETUP,
    steps: [
      { do: 'scale up', count: 1, dual: false },
      { ...RESYNCED, injections: [{ at: 1, do: 'change', change: { do: 'recreate', node: 0 } }] },
    ],
  },
  'an instance took another’s name between the read of the metadata and the write': {
    setup: GCP_SETUP,
    steps: [
      { do: 'scale up', count: 2, dual: false },
      { ...RESYNCED, injections: [{ at: 7, do: 'change', change: { do: 'recreate', node: 0 } }] },
    ],
  },
  'a range was given that a node in an unreachable zone states': {
    setup: { ...GCP_SETUP, hasFewRanges: true },
    steps: [
      { do: 'boot', says: 0, zone: 1, dual: false, slow: false },
      { do: 'toggle zone', zone: 1 },
      { do: 'scale up', count: 4, dual: false },
      { do: 'scale up', count: 3, dual: false },
      RESYNCED,
    ],
  },
  'more nodes asked than there are ranges, and one range was the network’s own': {
    setup: { ...GCP_SETUP, hasFewRanges: true },
    steps: [{ do: 'scale up', count: 4, dual: false }, { do: 'scale up', count: 4, dual: false }, RESYNCED],
  },
  'a node that was told its range was deleted, and no event told of it': {
    setup: GCP_SETUP,
    steps: [
      { do: 'scale up', count: 1, dual: false },
      RESYNCED,
      { do: 'lose', keep: 0 },
      { do: 'delete', node: 0 },
      { do: 'settle' },
    ],
  },
  'a node that asks had the address to which another cluster’s route leads that was made for an instance that ended': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 0, name: 'z', to: 'other cluster', node: 0 },
      { do: 'boot unrelated', node: 0 },
      { do: 'recreate', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a stopped node that asks has a misplaced route': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'update claim', node: 0, says: 36 },
      { do: 'set route', destination: 1, name: 'standard', to: 'ours, misplaced', node: 0 },
      { do: 'stop', node: 0 },
    ],
  },
  'a node for which another cluster has made a route asks, and is left to that': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 0, name: 'z', to: 'ours, misplaced', node: 0 },
      { do: 'boot unrelated', node: 0 },
      { do: 'set route', destination: 1, name: 'standard', to: 'other cluster', node: 1 },
      { do: 'update claim', node: 9, says: 36 },
    ],
  },
  'a misplaced route of a node that asks crosses the range of another node': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'update claim', node: 10, says: 36 },
      { do: 'set route', destination: 8, name: 'standard', to: 'ours, misplaced', node: 2 },
    ],
  },
  'somebody’s route to a node that asks was deleted with a reservation of the same range': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 1, name: 'standard', to: 'vpn', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
      { do: 'set route', destination: 1, name: 'z', to: 'vpn', node: 0 },
    ],
  },
  'the tutorial’s route under another name was deleted with a reservation of the same range': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 2, name: 'z', to: 'tutorial', node: 0 },
      { do: 'set route', destination: 2, name: 'standard', to: 'ours, misplaced', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'of two reservations the one was kept that crosses another node’s range, and given up after that': {
    setup: GCP_SETUP,
    steps: [
      { do: 'boot', says: 2, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 6, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 36, zone: 0, dual: false, slow: true },
      RESYNCED,
      { do: 'set route', destination: 0, name: 'standard', to: 'tutorial', node: 2 },
      { do: 'scale up', count: 1, dual: false },
    ],
  },
  'a node that asks was told the range of another’s, which a misplaced route said was its own': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'boot', says: 36, zone: 0, dual: false, slow: true },
      { do: 'recreate', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
      RESYNCED,
      { do: 'remove own route', node: 0 },
      { do: 'set route', destination: 8, name: 'a', to: 'ours, misplaced', node: 4 },
    ],
  },
  'the boot of a node that waited for a range was taken as done when one had been freed and no time was left': {
    setup: { ...GCP_SETUP, isTimeLimited: true, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 2, dual: false },
      { do: 'scale up', count: 3, dual: false },
      ALL_DELIVERED,
      { do: 'scale up', count: 2, dual: false },
      { do: 'update claim', node: 0, says: 0 },
      ALL_DELIVERED,
    ],
  },
  'a node that asks was told the range of another, to which it had a second route by hand': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'update claim', node: 1, says: 36 },
      ALL_DELIVERED,
      { do: 'copy claim', node: 0, from: 1 },
      ALL_DELIVERED,
      { do: 'set route', destination: 1, name: 'a', to: 'ours', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a misplaced route to the address of a node that asks stood beside its own': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'update claim', node: 1, says: 36 },
      { do: 'update claim', node: 0, says: 1 },
      { do: 'set route', destination: 1, name: 'z', to: 'ours, misplaced', node: 1 },
    ],
  },
  'a node stated a range of a family that it has not, and another had that reserved': {
    setup: { ...GCP_SETUP, nodes: 1, hasFewRanges: true },
    steps: [
      { do: 'update claim', node: 0, says: 0 },
      { do: 'scale up', count: 2, dual: false },
      { do: 'scale up', count: 2, dual: true },
      { ...ALL_DELIVERED, injections: [{ at: 13, do: 'crash', when: 'after' }] },
      { do: 'update claim', node: 0, says: 4 },
    ],
  },
  'looks for the sake of others used up the attempts to tell a node its settled range': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'scale up', count: 2, dual: false },
      { ...ALL_DELIVERED, injections: [{ at: 2, do: 'crash', when: 'after' }] },
      { do: 'update claim', node: 0, says: 36 },
      { do: 'set route', destination: 7, name: 'standard', to: 'vpn', node: 3 },
    ],
  },
  'two that asked were in each other’s way, and one that has both families gave up both': {
    setup: { ...GCP_SETUP, isTimeLimited: true, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, dual: false },
      ALL_DELIVERED,
      { do: 'scale up', count: 1, dual: false },
      { do: 'boot', says: 36, zone: 0, dual: true, slow: true },
      { do: 'update claim', node: 0, says: 36 },
      RESYNCED,
      { do: 'set route', destination: 0, name: 'standard', to: 'tutorial', node: 0 },
      { do: 'scale up', count: 3, dual: false },
      { do: 'remove own route', node: 0 },
    ],
  },
  'a route made for an instance before it led to a node that states the range of one that asks': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'copy claim', node: 1, from: 0 },
      { do: 'set route', destination: 0, name: 'z', to: 'ours, for nobody', node: 1 },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a stopped node that asks had the range of another, and gave up nothing': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'copy claim', node: 0, from: 4 },
      { do: 'stop', node: 1 },
      { do: 'set route', destination: 1, name: 'z', to: 'ours', node: 0 },
      { do: 'update claim', node: 1, says: 36 },
    ],
  },
  'a node in doubt kept a second route to the range of one that asks': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'scale up', count: 1, dual: false },
      { do: 'update claim', node: 1, says: 4 },
      { do: 'set route', destination: 1, name: 'a', to: 'ours, misplaced', node: 5 },
    ],
  },
  'a node stated the range of one that asks and had somebody’s wider route': {
    setup: { ...GCP_SETUP, nodes: 4 },
    steps: [
      { do: 'boot', says: 1, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'delete', node: 2 },
      { do: 'update claim', node: 1, says: 36 },
      { do: 'set route', destination: 7, name: 'z', to: 'vpn', node: 8 },
    ],
  },
  'a dead second route, which the mass deletion guard kept, cost a node that asks its reservation': {
    setup: { ...GCP_SETUP, nodes: 1, hasGroup: true },
    steps: [
      { do: 'group ends' },
      { do: 'set route', destination: 0, name: 'z', to: 'ours, for nobody', node: 0 },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a node that asks had the range around another’s, to which that has somebody’s route': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'update claim', node: 0, says: 7 },
      { do: 'update claim', node: 4, says: 36 },
      { do: 'set route', destination: 8, name: 'z', to: 'tutorial', node: 0 },
    ],
  },
  'a reservation came late, when others stated and had parts of it, and no range was free': {
    setup: { ...GCP_SETUP, nodes: 1, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 4, dual: true },
      RESYNCED,
      { do: 'scale down', count: 2 },
      RESYNCED,
      { do: 'scale up', count: 3, dual: false },
      { ...RESYNCED, injections: [{ at: 2, do: 'crash', when: 'after' }] },
      { do: 'scale up', count: 1, dual: false },
      ALL_DELIVERED,
      { do: 'group boots' },
      ALL_DELIVERED,
    ],
  },
  'nodes stated parts of a reservation, and a route to more than the cluster CIDR led to another that asked': {
    setup: { ...GCP_SETUP, nodes: 1, isTimeLimited: true, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 3, dual: true },
      ALL_DELIVERED,
      { do: 'group boots' },
      { do: 'set route', destination: 12, name: 'standard', to: 'instance', node: 1 },
    ],
  },
  'a late route of a node crossed the reservation in the way of what that states by now, and no range was free': {
    setup: { ...GCP_SETUP, nodes: 1, isTimeLimited: true, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 4, dual: true },
      RESYNCED,
      { do: 'update claim', node: 0, says: 6 },
      { ...ALL_DELIVERED, injections: [{ at: 3, do: 'fault', fault: 'throttle' }] },
      { do: 'set route', destination: 8, name: 'standard', to: 'instance', node: 4 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'remove own route', node: 10 },
      { do: 'scale up', count: 3, dual: false },
      ALL_DELIVERED,
      { do: 'update claim', node: 0, says: 1 },
    ],
  },
  'a dead route crossed a reservation of which another node states a part, and was deleted first': {
    setup: { ...GCP_SETUP, hasGroup: true, isTimeLimited: true, hasFewRanges: true },
    steps: [
      { do: 'scale up', count: 2, dual: true },
      { ...ALL_DELIVERED, interleaving: 3 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 0, name: 'standard', to: 'instance', node: 0 },
    ],
  },
  'the route of a node that boots stood beside a reservation that takes its time to be given up': {
    setup: { ...GCP_SETUP, nodes: 1, isTimeLimited: true },
    steps: [
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'set route', destination: 0, name: 'a', to: 'vpn', node: 1 },
      { do: 'update claim', node: 0, says: 36 },
      ALL_DELIVERED,
    ],
  },
  'a boot was taken as done that was refused over a reservation which takes its time to be given up': {
    setup: { ...GCP_SETUP, nodes: 2, isTimeLimited: true },
    steps: [
      { do: 'remove own route', node: 1 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 36, zone: 0, dual: false, slow: false },
      { do: 'start', node: 1 },
      { do: 'set route', destination: 7, name: 'standard', to: 'ours, misplaced', node: 3 },
      ALL_DELIVERED,
    ],
  },
  'what others have was not given up by a node whose other range somebody states': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'update claim', node: 2, says: 36 },
      { do: 'set route', destination: 7, name: 'standard', to: 'vpn', node: 2 },
      { do: 'boot', says: 2, zone: 0, dual: false, slow: false },
    ],
  },
  'a node whose range is contested had another one, which the last deletion of a run had cleared': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'update claim', node: 0, says: 36 },
      { do: 'set route', destination: 8, name: 'standard', to: 'tutorial', node: 0 },
      { do: 'update claim', node: 1, says: 0 },
    ],
  },
  'a node was taken to have a range by the route of one that asks, and lost its own': {
    setup: { ...GCP_SETUP, nodes: 3 },
    steps: [
      { do: 'update claim', node: 2, says: 36 },
      { do: 'set route', destination: 8, name: 'standard', to: 'tutorial', node: 2 },
      { do: 'update claim', node: 0, says: 7 },
    ],
  },
  'a contested range was crossed by the route of a narrower claim, and nobody looked again': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'update claim', node: 1, says: 36 },
      { do: 'boot', says: 1, zone: 0, dual: false, slow: false },
      { do: 'boot', says: 7, zone: 0, dual: false, slow: false },
    ],
  },
  'a contested range stood beside one that crosses the route of a node in doubt': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'update claim', node: 0, says: 36 },
      { do: 'set route', destination: 8, name: 'standard', to: 'tutorial', node: 0 },
      { do: 'update claim', node: 5, says: 4 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
    ],
  },
  'a node was taken to have a range by the route of one that asks and had another, and lost its own': {
    setup: { ...GCP_SETUP, nodes: 2 },
    steps: [
      { do: 'set route', destination: 2, name: 'standard', to: 'vpn', node: 5 },
      { do: 'boot', says: 7, zone: 0, dual: false, slow: false },
      { do: 'update claim', node: 0, says: 1 },
      { do: 'update claim', node: 1, says: 36 },
    ],
  },
  'a second route to a wider range stayed at a node whose other range is contested': {
    setup: { ...GCP_SETUP, nodes: 1 },
    steps: [
      { do: 'set route', destination: 7, name: 'standard', to: 'ours, for nobody', node: 5 },
      { do: 'set route', destination: 7, name: 'a', to: 'ours, misplaced', node: 1 },
      { do: 'boot', says: 0, zone: 0, dual: false, slow: false },
      { do: 'update claim', node: 0, says: 36 },
    ],
  },
  'a range was taken to cross a route to the whole cluster CIDR, of a node in doubt': {
    setup: { ...GCP_SETUP, nodes: 1, isTimeLimited: true },
    steps: [
      { do: 'update claim', node: 0, says: 4 },
      { do: 'set route', destination: 13, name: 'standard', to: 'tutorial', node: 0 },
      { do: 'scale up', count: 3, dual: false },
      RESYNCED,
      { ...ALL_DELIVERED, injections: [{ at: 1, do: 'change', change: { do: 'remove own route', node: 1 } }] },
    ],
  },
};
