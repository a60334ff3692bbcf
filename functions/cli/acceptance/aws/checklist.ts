import { DEAD_LETTERS_CHECK } from '../deployed.ts';
import type { Check } from '../outcome.ts';

/**
 * What nobody has confirmed on a real EC2, and on the bus beside it, as the table of docs/reliability.md has it (a test compares the two), and what
 * somebody who tries podroutes wants to see.
 */
const UNCONFIRMED = {
  'pending-target': {
    behaviour: 'CreateRoute and ReplaceRoute by the id of an instance that is `pending`',
    expected: 'taken',
  },
  'dry-run': {
    behaviour: 'what `DryRun` checks',
    expected: 'permissions only: DryRunOperation for a route that is not there',
  },
  'stopping-target': { behaviour: 'state of a route whose target is `stopping`', expected: 'active' },
  'stopped-target': { behaviour: 'state of a route whose target is stopped', expected: 'blackhole' },
  'identical-create': { behaviour: 'the very same CreateRoute again', expected: 'succeeds' },
  'dead-route': { behaviour: 'what a dead route shows', expected: 'the interface only' },
  'local-routes-quota': { behaviour: "whether local routes count for a table's quota", expected: 'they do' },
  'missing-route': {
    behaviour: 'the answer to ReplaceRoute of no route',
    expected: 'InvalidParameterValue, "There is no route defined for ..."',
  },
  'stopped-terminated': {
    behaviour: 'states of a stopped instance that is terminated',
    expected: 'terminated at once',
  },
  'route-ids': { behaviour: 'ids that a route shows', expected: 'instance and interface, whichever it was made with' },
  'terminated-visible': { behaviour: 'how long a terminated instance is listed', expected: 'up to an hour' },
  'function-outcomes': {
    behaviour: 'what a rule on the event bus gets of the outcomes when a node is launched',
    expected: 'Pod Route Created with the node, for both tables',
  },
  'terminated-network': { behaviour: 'the VPC of a terminated instance', expected: 'not shown' },
} satisfies Record<string, Check>;

const SMOKE = {
  'route-after-launch': { behaviour: 'a node that states its range in user data', expected: 'a route in both tables' },
  'source-dest-check': { behaviour: 'its source/dest check', expected: 'off' },
  'told-later': { behaviour: 'a range that is tagged on a running instance', expected: 'a route in both tables' },
  'deleted-route': { behaviour: 'a route that somebody deletes', expected: 'made again' },
  'stopped-node': { behaviour: 'the routes of a node that is stopped', expected: 'kept' },
  'started-target': { behaviour: 'state of a route whose target is started again', expected: 'active' },
  'ended-node': { behaviour: 'the routes of a node that is terminated', expected: 'deleted' },
  'foreign-route': { behaviour: 'routes outside the cluster CIDR', expected: 'left alone' },
  'function-dead-letters': DEAD_LETTERS_CHECK,
  'role-dry-runs': { behaviour: "each permission of the function's role, by dry run", expected: 'granted' },
} satisfies Record<string, Check>;

export const UNCONFIRMED_CHECKS: readonly Check[] = Object.values(UNCONFIRMED);

export const AWS_CHECKS = { ...UNCONFIRMED, ...SMOKE };

export type AwsCheckId = keyof typeof AWS_CHECKS;

/** Those that no run tries, and why. */
export const LEFT_OUT: ReadonlyMap<AwsCheckId, string> = new Map([
  ['local-routes-quota', 'it takes a table filled to its quota'],
  ['role-dry-runs', 'podroutes doctor does it for a function that is deployed'],
]);
