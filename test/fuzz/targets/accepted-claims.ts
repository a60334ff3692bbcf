import { resolveClaims } from '../../../shared/reconcile/plan/claims/resolve-claims.ts';
import type { Claim } from '../../../shared/reconcile/model/claim.ts';
import { cidr, node, networkSnapshot } from '../../support/builders/network.ts';
import { spansOverlap, isAcceptable, spanOf } from '../oracle/cidr-oracle.ts';
import { assertNoSecret } from '../oracle/safety-checker.ts';

/** The second range overlaps the network's own: half of it is nobody's to claim. */
export const CLUSTER = ['10.200.0.0/16', '10.240.0.0/12', 'fd00:10::/48'];
export const RESERVED = ['10.240.0.0/24', 'fd00:10:0:ff::/64'];

/** Ranges that nodes of the network get when each claims one of `claims`, held to the rules; what is said of the others is silent. */
export function acceptedRanges(claims: readonly Claim[]): string[] {
  const nodes = claims.map((claim, i) => node(`${i}`, { claim, launchedAt: i + 1 }));
  const seen = { ...networkSnapshot(nodes, []), reserved: RESERVED.map(cidr) };
  const settled = resolveClaims(seen, CLUSTER.map(cidr));
  assertNoSecret(settled.refused.map(({ reason }) => reason));
  const ranges = [...settled.accepted.keys()];
  for (const [i, range] of ranges.entries()) {
    if (!isAcceptable(range, CLUSTER, RESERVED)) throw new Error(`${range} was accepted against the rules`);
    const rival = ranges.slice(i + 1).find((other) => {
      const [a, b] = [spanOf(range), spanOf(other)];
      return a !== undefined && b !== undefined && spansOverlap(a, b);
    });
    if (rival !== undefined) throw new Error(`${range} and ${rival} were both accepted`);
  }
  return ranges;
}
