import type { CloudName, Condition } from './worlds.ts';

/** What a command comes to where one of its calls gets no answer. `fails`: it has nothing to tell but that. */
export type Outcome =
  | { readonly kind: 'fails' }
  /** It tells what it knows, and names the call. */
  | { readonly kind: 'tells'; readonly code: number }
  /** It gets there by another way. */
  | { readonly kind: 'succeeds' };

interface Command {
  readonly argv: readonly string[];
  readonly on: readonly CloudName[];
  readonly condition: Condition;
  /** By the calls that it makes. */
  readonly outcomeOf: (action: string) => Outcome;
}

const BOTH: readonly CloudName[] = ['aws', 'gcp'];
const FAILS: Outcome = { kind: 'fails' };
const SUCCEEDS: Outcome = { kind: 'succeeds' };
const tells = (code: number): Outcome => ({ kind: 'tells', code });

/** What one node states is a call on AWS. */
const USER_DATA = 'DescribeInstanceAttribute';

const CORE = /^(?:DescribeRouteTables|DescribeInstances|DescribeVpcs|DescribeSubnets|instances\.aggregatedList)$/;
const LISTS = /^(?:routes|networks)\.list$/;
const isRead = (action: string) => CORE.test(action) || LISTS.test(action);

const lists = (code: number) => (action: string) => (action === USER_DATA ? tells(code) : FAILS);

function written(action: string): Outcome {
  // What became of the operation is asked for in another way.
  if (action.endsWith('Operations.wait')) return SUCCEEDS;
  return isRead(action) ? FAILS : tells(1);
}

function explained(action: string): Outcome {
  // Both nodes are in one subnet.
  if (action === 'DescribeNetworkAcls') return SUCCEEDS;
  return ['networks.list', USER_DATA].includes(action) || !isRead(action) ? tells(0) : FAILS;
}

const command = (
  argv: readonly string[],
  outcomeOf: Command['outcomeOf'],
  { on = BOTH, condition = 'unsound' }: Partial<Command> = {},
): Command => ({ argv, on, condition, outcomeOf });

export const COMMANDS: readonly Command[] = [
  command(['nodes'], lists(0)),
  command(['nodes', '-o', 'json'], lists(0)),
  command(['routes'], () => FAILS),
  command(['routes', '-o', 'wide'], lists(0)),
  command(['plan'], lists(1)),
  command(['resync'], written),
  command(['resync', '--dry-run'], lists(1)),
  command(['adopt'], written),
  command(['map'], lists(0)),
  command(['map', '--out', '-'], lists(0)),
  command(['explain', '10.200.0.5', '10.200.1.5'], explained, { condition: 'sound' }),
  command(['status'], (action) => (isRead(action) ? FAILS : tells(1))),
  command(['logs'], () => FAILS, { condition: 'sound' }),
  command(['init'], () => FAILS),
  command(['acceptance'], () => FAILS, { on: ['aws'] }),
  command(['acceptance', '--cleanup'], () => FAILS, { on: ['aws'] }),
  command(['doctor'], () => tells(0), { condition: 'sound' }),
  command(['doctor', '-o', 'json'], () => tells(0), { condition: 'sound' }),
];
