import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { ClaimsByKey, ClaimStore } from '../../../shared/aws/pod-cidr/claim-cache.ts';
import { COMPUTED_CLAIM } from '../../../shared/aws/pod-cidr/user-data/computed-claim.ts';
import { parseCidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { type Claim, statedClaim } from '../../../shared/reconcile/model/claim.ts';
import { readPrivateFile, writePrivateFile } from './private-files.ts';

const isRange = (text: string) => 'cidr' in parseCidr(text);

/** An instance's id, and its launch in milliseconds. */
const Key = z.string().check(z.regex(/^i-[\da-f]{8,17} [1-9]\d{0,15}$/));

const StoredClaim = z.union([
  z.enum(['none', 'computed', 'requested']),
  z.array(z.string().check(z.refine(isRange))).check(z.minLength(1), z.maxLength(20)),
]);
type StoredClaim = z.infer<typeof StoredClaim>;

/** Nothing else of user data, which may hold secrets, is in the file. */
const ClaimFile = z.strictObject({ place: z.string(), claims: z.record(Key, StoredClaim) });

/** Undefined for what is read again each time: remarks, and values that are no ranges, would quote user data. */
function toStored(claim: Claim): StoredClaim | undefined {
  switch (claim.kind) {
    case 'none':
      return claim.remark === undefined ? 'none' : undefined;
    case 'computed':
    case 'requested':
      return claim.kind;
    case 'stated':
      return claim.values.every(isRange) ? [...claim.values] : undefined;
    case 'unreadable':
    case 'postponed':
      return undefined;
  }
}

function fromStored(stored: StoredClaim): Claim {
  if (typeof stored !== 'string') return statedClaim(stored);
  return stored === 'computed' ? COMPUTED_CLAIM : { kind: stored };
}

/** Unique among a user's accounts and endpoints: of a VPC's id there is one in a region, and endpoints are named. */
function makeFileName(place: string): string {
  return `claims-${createHash('sha256').update(place).digest('hex').slice(0, 32)}.json`;
}

/**
 * A store in a folder of the user. What cannot be read, is open to others or does not look as expected counts as nothing; what
 * cannot be written is read from user data again next time.
 *
 * @param origin what tells one API from another: endpoint, region and profile
 */
export function claimFileStore(folder: string, origin: readonly string[]): ClaimStore {
  const placeOf = (vpcId: string) => JSON.stringify([...origin, vpcId]);
  const load = async (vpcId: string): Promise<ClaimsByKey> => {
    const place = placeOf(vpcId);
    const parsed = ClaimFile.parse(JSON.parse(await readPrivateFile(folder, makeFileName(place))));
    if (parsed.place !== place) return new Map();
    return new Map(Object.entries(parsed.claims).map(([key, stored]) => [key, fromStored(stored)]));
  };
  const save = async (vpcId: string, claims: ClaimsByKey): Promise<void> => {
    const place = placeOf(vpcId);
    const stored = [...claims].flatMap(([key, claim]) => {
      const value = toStored(claim);
      return value === undefined || !Key.safeParse(key).success ? [] : [[key, value] as const];
    });
    const text = JSON.stringify({ place, claims: Object.fromEntries(stored) } satisfies z.infer<typeof ClaimFile>);
    await writePrivateFile(folder, makeFileName(place), text);
  };
  return { load: (vpcId) => load(vpcId).catch(() => new Map()), save: (...all) => save(...all).catch(() => {}) };
}
