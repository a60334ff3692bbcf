import { type Family, familyOf } from '../oracle/reference-cidr.ts';
import { SECRET } from './secret.ts';

/** A range inside the cluster CIDR that belongs to the network itself. */
export const RESERVED = '10.200.192.0/24';

/** What an instance says its pods use, and by hand what is to be made of it. */
export interface ClaimSample {
  /** Undefined: nothing, so that it is no node. */
  readonly text: string | undefined;
  /** The ranges in it that may be accepted. */
  readonly ranges: readonly string[];
  /** Whether something in it must be refused, which puts all its routes in doubt. */
  readonly refused?: true;
  /** Those in it that are refused and can be read. */
  readonly refusedRanges?: readonly string[];
  /** It claims nothing, as if nothing was said. */
  readonly isClaimless?: true;
  /** It asks for a range. Its `ranges` are then those that it has by routes. */
  readonly isRequest?: true;
}

const validClaim = (...ranges: string[]): ClaimSample => ({ text: ranges.join(','), ranges });
const refusedClaim = (text: string, ...ranges: string[]): ClaimSample => ({ text, ranges, refused: true });

/** Ranges that many want. */
const SHARED_RANGES = [0, 1, 2, 3].map((i) => validClaim(`10.200.${i}.0/24`));

const UNCOMMON = [
  validClaim('10.200.4.0/24', 'fd00:10:0:4::/64'),
  validClaim('fd00:10:0:5::/64'),
  // Over two of the common ones, and inside one.
  validClaim('10.200.0.0/23'),
  validClaim('10.200.1.128/25'),
];

const REFUSED = [
  refusedClaim('banana'),
  refusedClaim(SECRET),
  refusedClaim('10.200.5.7/24'),
  refusedClaim('10.200.6.0/33'),
  refusedClaim('10.200.7/24'),
  refusedClaim('0.0.0.0/0'),
  refusedClaim('10.99.0.0/24'),
  // Begins in the cluster CIDR and ends outside it.
  refusedClaim('10.200.0.0/15'),
  // The network's own, outside the cluster CIDR and inside it.
  refusedClaim('10.240.0.0/25'),
  refusedClaim('10.200.192.128/25'),
  refusedClaim('10.200.1.0/24,10.99.1.0/24', '10.200.1.0/24'),
  // Two of one family: the second is one too many.
  { ...refusedClaim('10.200.2.0/24,10.200.3.0/24', '10.200.2.0/24'), refusedRanges: ['10.200.3.0/24'] },
];

/** All of the cluster's: said of the cluster, and no node's. */
const WHOLE_CIDR: ClaimSample = { text: '10.200.0.0/16', ranges: [], isClaimless: true };

const NO_CLAIM: ClaimSample = { text: undefined, ranges: [], isClaimless: true };

/** Asks podroutes for a range. */
export const REQUEST: ClaimSample = { text: 'auto', ranges: [], isRequest: true };

/** A large group of nodes, for what only shows in numbers. */
export const GROUP_SIZE = 14;
const GROUP = Array.from({ length: GROUP_SIZE }, (_, i) => validClaim(`10.200.${100 + i}.0/24`));

export const CLAIM_SAMPLES: readonly ClaimSample[] = [
  ...SHARED_RANGES,
  ...UNCOMMON,
  ...REFUSED,
  WHOLE_CIDR,
  NO_CLAIM,
  ...GROUP,
  REQUEST,
];

/** Where in `STATEMENTS` each kind stands. */
export const CLAIM_INDEX = {
  common: { min: 0, max: SHARED_RANGES.length - 1 },
  rare: { min: SHARED_RANGES.length, max: SHARED_RANGES.length + UNCOMMON.length - 1 },
  refused: {
    min: SHARED_RANGES.length + UNCOMMON.length,
    max: SHARED_RANGES.length + UNCOMMON.length + REFUSED.length,
  },
  none: CLAIM_SAMPLES.indexOf(NO_CLAIM),
  group: CLAIM_SAMPLES.length - 1 - GROUP.length,
  request: CLAIM_SAMPLES.indexOf(REQUEST),
};

/** The ranges that people make routes to by hand. */
export const DESTINATIONS = [...SHARED_RANGES, ...UNCOMMON].flatMap(({ ranges }) => ranges);

export function claimSampleOf(says: string | undefined): ClaimSample {
  const text = says?.replaceAll(' ', ',');
  const known = CLAIM_SAMPLES.find((each) => each.text === text);
  // Whatever else an instance says, it was told.
  return known ?? validClaim(...(text ?? '').split(','));
}

/** A statement of an instance that has addresses of `families` only: a range that cannot be routed to it is refused. */
export function limitedToFamilies(claim: ClaimSample, families: ReadonlySet<Family>): ClaimSample {
  const ranges = claim.ranges.filter((range) => families.has(familyOf(range)));
  return ranges.length === claim.ranges.length ? claim : { ...claim, ranges, refused: true };
}
