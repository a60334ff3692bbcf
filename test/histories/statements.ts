import { familyOf } from './ranges.ts';
import { SECRET } from './secret.ts';

/** A range inside the cluster CIDR that belongs to the network itself. */
export const RESERVED = '10.200.192.0/24';

/** What an instance says its pods use, and by hand what is to be made of it. */
export interface Statement {
  /** Undefined: nothing, so that it is no node. */
  readonly says: string | undefined;
  /** The ranges in it that may be accepted. */
  readonly ranges: readonly string[];
  /** Whether something in it must be refused, which puts all its routes in doubt. */
  readonly refused?: true;
}

const good = (...ranges: string[]): Statement => ({ says: ranges.join(','), ranges });
const bad = (says: string, ...ranges: string[]): Statement => ({ says, ranges, refused: true });

/** Ranges that many want. */
const COMMON = [0, 1, 2, 3].map((i) => good(`10.200.${i}.0/24`));

const RARE = [
  good('10.200.4.0/24', 'fd00:10:0:4::/64'),
  good('fd00:10:0:5::/64'),
  // Over two of the common ones, and inside one.
  good('10.200.0.0/23'),
  good('10.200.1.128/25'),
];

const REFUSED = [
  bad('banana'),
  bad(`$(${SECRET})`),
  bad('10.200.5.7/24'),
  bad('10.200.6.0/33'),
  bad('10.200.7/24'),
  bad('0.0.0.0/0'),
  bad('10.99.0.0/24'),
  // Begins in the cluster CIDR and ends outside it.
  bad('10.200.0.0/15'),
  // The network's own, outside the cluster CIDR and inside it.
  bad('10.240.0.0/25'),
  bad('10.200.192.128/25'),
  bad('10.200.1.0/24,10.99.1.0/24', '10.200.1.0/24'),
  // Two of one family: the second is one too many.
  bad('10.200.2.0/24,10.200.3.0/24', '10.200.2.0/24'),
];

const SILENT: Statement = { says: undefined, ranges: [] };

/** A large group of nodes, for what only shows in numbers. */
export const GROUP_SIZE = 14;
const GROUP = Array.from({ length: GROUP_SIZE }, (_, i) => good(`10.200.${100 + i}.0/24`));

export const STATEMENTS: readonly Statement[] = [...COMMON, ...RARE, ...REFUSED, SILENT, ...GROUP];

/** Where in `STATEMENTS` each kind stands. */
export const KINDS = {
  common: { min: 0, max: COMMON.length - 1 },
  rare: { min: COMMON.length, max: COMMON.length + RARE.length - 1 },
  refused: { min: COMMON.length + RARE.length, max: COMMON.length + RARE.length + REFUSED.length - 1 },
  silent: STATEMENTS.indexOf(SILENT),
  group: STATEMENTS.length - GROUP.length,
};

/** The ranges that people make routes to by hand. */
export const DESTINATIONS = [...COMMON, ...RARE].flatMap(({ ranges }) => ranges);

export function statementOf(says: string | undefined): Statement {
  const known = STATEMENTS.find((each) => each.says === says);
  if (known === undefined) throw new Error(`no verdict is known on ${says}`);
  return known;
}

/** A statement of an instance that has addresses of `families` only: a range that cannot be routed to it is refused. */
export function reachable(statement: Statement, families: ReadonlySet<string>): Statement {
  const ranges = statement.ranges.filter((range) => families.has(familyOf(range)));
  return ranges.length === statement.ranges.length ? statement : { ...statement, ranges, refused: true };
}
