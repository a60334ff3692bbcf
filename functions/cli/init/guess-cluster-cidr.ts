import {
  canonicalCidr,
  type Cidr,
  familyOf,
  overlaps,
  readableCidrs,
  within,
} from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';

/** How wide clusters usually are: nobody's range is guessed narrower unless the network is in the way. */
const DEFAULT_PREFIX = { ipv4: 16, ipv6: 48 } as const;

/** The ranges that nodes state, read as strictly as a reconcile reads them. */
export function statedPodCidrs(instances: readonly Instance[]): Cidr[] {
  const values = instances.flatMap(({ state, claim }) =>
    state !== 'deleted' && claim.kind === 'stated' ? claim.values : [],
  );
  return [...new Set(readableCidrs(values))];
}

/** The narrowest range no narrower than usual that holds all of `ranges`, which are of one family. */
function enclosingCidr(ranges: readonly Cidr[], reserved: readonly Cidr[]): Cidr | undefined {
  const [first] = ranges;
  if (first === undefined) return undefined;
  const [address, length] = first.split('/');
  const candidates = Array.from({ length: Number(length) }, (_, i) => canonicalCidr(`${address}/${Number(length) - i}`))
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => ranges.every((range) => within([candidate], range)))
    .filter((candidate) => !reserved.some((range) => overlaps(range, candidate)));
  const defaultPrefix = DEFAULT_PREFIX[familyOf(first)];
  const wideEnough = candidates.filter((candidate) => Number(candidate.split('/')[1]) >= defaultPrefix);
  return wideEnough.at(-1) ?? candidates[0];
}

/** The cluster CIDR that the ranges of nodes suggest, one for each family; a guess, for somebody to look at. */
export function guessClusterCidr(ranges: readonly Cidr[], reserved: readonly Cidr[]): Cidr[] {
  const families = (['ipv4', 'ipv6'] as const).map((family) => ranges.filter((range) => familyOf(range) === family));
  return families.map((some) => enclosingCidr(some, reserved)).filter((guess) => guess !== undefined);
}
