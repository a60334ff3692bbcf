import { DEAD_LETTERS_CHECK } from '../deployed.ts';
import type { Check } from '../outcome.ts';

/**
 * What nobody has confirmed on a real Compute Engine, as the table of docs/reliability.md has it (a test compares the two), and
 * what somebody who tries podroutes wants to see.
 */
const UNCONFIRMED = {
  'zone-outage': {
    behaviour: 'a list over all zones while one cannot be reached',
    expected: 'fails, but for returnPartialSuccess=true',
  },
  'partial-success': { behaviour: 'the parameter `returnPartialSuccess` of a list over all zones', expected: 'taken' },
  'at-once': { behaviour: "two changes of one network's routes at once", expected: 'both go on' },
  'named-by-id': {
    behaviour: 'an instance named by its id in `instances.get` and `instances.setMetadata`',
    expected: 'is found',
  },
  'taken-name': {
    behaviour: 'a route name that is taken, a quota that is used up',
    expected: 'the request is refused',
  },
  'outside-subnets': { behaviour: "a route to an address outside the network's subnets", expected: 'refused' },
  'equal-route': {
    behaviour: 'a second route with a range, priority and tags that another has',
    expected: 'taken',
  },
  'stopped-next-hop': {
    behaviour: 'a route by address to an instance that is stopped',
    expected: 'carries a warning',
  },
  'field-mask': { behaviour: 'a field mask in the header `x-goog-fieldmask`', expected: 'honoured' },
  wait: { behaviour: '`globalOperations.wait` for an operation that goes on', expected: 'answers when it is done' },
  'repeated-request': {
    behaviour: 'an insertion that is sent again with its `requestId`',
    expected: 'the same operation',
  },
  'stopped-status': { behaviour: 'status of an instance that was stopped', expected: 'TERMINATED' },
  'kept-address': { behaviour: 'address of an instance that is stopped and started again', expected: 'kept' },
  'deleted-instance': { behaviour: 'an instance whose deletion is done', expected: 'not listed' },
  'dead-routes': {
    behaviour: 'routes by address and by instance, when the instance is deleted',
    expected: 'both stay, with a warning',
  },
} satisfies Record<string, Check>;

const SMOKE = {
  'route-after-launch': { behaviour: 'a node that states its range in its metadata', expected: 'a route' },
  'can-ip-forward': { behaviour: 'its canIpForward', expected: 'on' },
  'told-later': { behaviour: 'a range that a running instance is told by its metadata', expected: 'a route' },
  'deleted-route': { behaviour: 'a route that somebody deletes', expected: 'made again' },
  'stopped-node': { behaviour: 'the route of a node that is stopped', expected: 'kept' },
  'started-target': { behaviour: 'state of a route whose target is started again', expected: 'active' },
  'ended-node': { behaviour: 'the route of a node that is deleted', expected: 'deleted' },
  'foreign-route': { behaviour: 'routes outside the cluster CIDR', expected: 'left alone' },
  permissions: { behaviour: 'each permission that podroutes needs, by testIamPermissions', expected: 'granted' },
  'function-dead-letters': DEAD_LETTERS_CHECK,
} satisfies Record<string, Check>;

export const UNCONFIRMED_CHECKS: readonly Check[] = Object.values(UNCONFIRMED);

export const GCP_CHECKS = { ...UNCONFIRMED, ...SMOKE };

export type GcpCheckId = keyof typeof GCP_CHECKS;

/** Those that no run tries, and why. */
export const LEFT_OUT: ReadonlyMap<GcpCheckId, string> = new Map([
  ['zone-outage', 'an outage cannot be ordered'],
] as const);
