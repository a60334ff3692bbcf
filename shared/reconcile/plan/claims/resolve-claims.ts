import { type Cidr, compareCidrs, contains } from '../../model/ranges/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { NodeNote } from '../../model/conflict.ts';
import { groupBy } from '../../model/group-by.ts';
import { type NodeClaims, noteOn, noteOnWholeCidr, statesOnlyWholeCidrs, validateClaim } from './node-claims.ts';
import { nameRivals } from './name-rivals.ts';
import { type CidrClaim, earlierLaunched, holdingIn, claimsByPrecedence } from './winner.ts';
import type { Route } from '../../model/route.ts';
import { claimsByReservation } from './claims-by-reservation.ts';
import { type RetainedRoute, retainedOverlap, retainedRoutes } from './retained-routes.ts';
import { RangeMap } from '../../model/ranges/overlapping-ranges.ts';
import type { Snapshot } from '../../model/snapshot.ts';

export interface ResolvedClaims {
  /** Accepted ranges with the nodes that claim them, earliest launched first. More than one is a conflict. */
  readonly accepted: ReadonlyMap<Cidr, readonly Instance[]>;
  readonly refused: readonly NodeNote[];
  /** The claims among them that are valid and overlap what others have. */
  readonly overlapping: readonly CidrClaim[];
  /** Nodes whose claims were not all read and accepted: their routes stay as they are. */
  readonly unresolved: ReadonlySet<string>;
  /** Nodes that state a whole cluster CIDR, which claims nothing. */
  readonly statingWholeCidr: readonly NodeNote[];
  /** Live instances that claim nothing. */
  readonly claimless: ReadonlySet<string>;
}

/** The ranges of each node, of `claims` by range: those that are accepted, or others. */
export function rangesByNode(claims: Iterable<readonly [Cidr, readonly Instance[]]>): Map<string, Cidr[]> {
  const pairs = [...claims].flatMap(([cidr, claimants]) => claimants.map(({ id }) => ({ id, cidr })));
  const byNode = groupBy(pairs, ({ id }) => id);
  return new Map([...byNode].map(([id, own]) => [id, own.map(({ cidr }) => cidr)]));
}

function claimsByCidr(nodeClaims: readonly NodeClaims[]): CidrClaim[] {
  const pairs = nodeClaims.flatMap(({ node, cidrs }) => cidrs.map((cidr) => ({ cidr, node })));
  return [...groupBy(pairs, ({ cidr }) => cidr)].map(([cidr, group]) => ({
    cidr,
    claimants: group.map(({ node }) => node).toSorted(earlierLaunched),
  }));
}

/** Groups claims whose ranges overlap. CIDRs nest or are disjoint: whatever lies in the widest is one group. */
function overlappingGroups(claims: readonly CidrClaim[]): CidrClaim[][] {
  const groups: CidrClaim[][] = [];
  for (const claim of claims.toSorted((a, b) => compareCidrs(a.cidr, b.cidr))) {
    const [widest] = groups.at(-1) ?? [];
    if (widest !== undefined && contains(widest.cidr, claim.cidr)) groups.at(-1)?.push(claim);
    else groups.push([claim]);
  }
  return groups;
}

/** Accepts the claims that overlap neither retained routes of others nor a claim accepted before. */
function acceptClaims(
  claims: readonly CidrClaim[],
  routes: readonly Route[],
  routesToRetain: readonly RetainedRoute[],
) {
  const groups = overlappingGroups(claims);
  const holding = holdingIn(groups.length === claims.length ? [] : routes);
  const retained = [...routesToRetain];
  const acceptedRanges = new RangeMap<CidrClaim>();
  const accepted = new Map<Cidr, readonly Instance[]>();
  const refused: NodeNote[] = [];
  const overlapping: CidrClaim[] = [];
  for (const claim of groups.flatMap((group) => group.toSorted(claimsByPrecedence(holding)))) {
    const { cidr, claimants } = claim;
    const keeper = retainedOverlap(retained, cidr, claimants);
    const rivals = acceptedRanges.allOverlapping(cidr);
    if (keeper === undefined && rivals.length === 0) {
      acceptedRanges.add(cidr, claim);
      accepted.set(cidr, claimants);
      continue;
    }
    overlapping.push(claim);
    const overlapped = nameRivals(keeper === undefined ? rivals : [keeper]);
    for (const node of claimants) {
      refused.push(noteOn(node, `pod CIDR "${cidr}" refused: it overlaps ${overlapped}`));
      // It is unresolved now and keeps its route, which the rest of the group must not overlap either.
      if (holding(claim) > 0) retained.push({ cidr, nodeId: node.id, name: node.name });
    }
  }
  return { accepted, refused, overlapping };
}

/**
 * Decides which node may have which range. A pod CIDR comes from data that an instance's creator controls, so it is accepted
 * only inside the cluster CIDR, without overlap with the network's own or accepted ranges, one for each family. Of claims that
 * overlap, those with a route go first, a right one before others, then the narrower, then the earlier launched.
 *
 * A whole cluster CIDR is what kubeadm's first node is told for the cluster (`--pod-network-cidr`): it claims nothing.
 */
export function resolveClaims(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): ResolvedClaims {
  const live = snapshot.instances.filter(({ state }) => state !== 'deleted');
  const nodes = live.filter(({ claim }) => claim.kind !== 'none');
  const statements = nodes.map((node) => validateClaim(node, clusterCidrs, snapshot.reserved));
  const reservedBy = claimsByReservation(snapshot, clusterCidrs, statements);
  const nodeClaims = statements.map((each) => ({ ...each, cidrs: [...each.cidrs, ...reservedBy(each.node)] }));
  const isKnown = ({ claim }: Instance) => claim.kind === 'stated' || claim.kind === 'requested';
  const incomplete = nodeClaims.filter(({ node, refusals }) => !isKnown(node) || refusals.length > 0);
  const unresolved = new Set(incomplete.map(({ node }) => node.id));
  const retained = retainedRoutes(snapshot, unresolved, clusterCidrs);
  const { accepted, refused, overlapping } = acceptClaims(claimsByCidr(nodeClaims), snapshot.routes, retained);
  const claimants = new Set(nodeClaims.filter((each) => !statesOnlyWholeCidrs(each)).map(({ node }) => node.id));
  return {
    accepted,
    statingWholeCidr: nodeClaims.flatMap(noteOnWholeCidr),
    claimless: new Set(live.map(({ id }) => id).filter((id) => !claimants.has(id))),
    refused: [
      ...nodeClaims.flatMap(({ node, refusals }) => refusals.map((reason) => noteOn(node, reason))),
      ...refused,
    ],
    overlapping,
    unresolved: new Set([...unresolved, ...refused.map(({ node }) => node)]),
  };
}
