import { type Cidr, type AddressFamily, familyOf, compareCidrs, contains } from '../../model/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { NodeNote } from '../../model/conflict.ts';
import { groupBy } from '../../model/group-by.ts';
import { redact, validatePodCidr } from './validate-pod-cidr.ts';
import { type CidrClaim, earlierLaunched, hasRouteIn, byPrecedence } from './winner.ts';
import type { Route } from '../../model/route.ts';
import { type RetainedRoute, retainedOverlap, retainedRoutes } from './retained-routes.ts';
import { RangeMap } from '../../model/overlapping-ranges.ts';
import type { Snapshot } from '../../model/snapshot.ts';

export interface ResolvedClaims {
  /** Accepted ranges with the nodes that claim them, earliest launched first. More than one is a conflict. */
  readonly accepted: ReadonlyMap<Cidr, readonly Instance[]>;
  readonly refused: readonly NodeNote[];
  /** The claims among them that are valid and overlap what others have. */
  readonly overlapping: readonly CidrClaim[];
  /** Nodes whose claims were not all read and accepted: their routes stay as they are. */
  readonly unresolved: ReadonlySet<string>;
}

/** The ranges of each node, of `claims` by range: those that are accepted, or others. */
export function rangesByNode(claims: Iterable<readonly [Cidr, readonly Instance[]]>): Map<string, Cidr[]> {
  const pairs = [...claims].flatMap(([cidr, claimants]) => claimants.map(({ id }) => ({ id, cidr })));
  const byNode = groupBy(pairs, ({ id }) => id);
  return new Map([...byNode].map(([id, own]) => [id, own.map(({ cidr }) => cidr)]));
}

/** The valid ranges that a node claims, and why others are refused. */
interface NodeClaims {
  readonly node: Instance;
  readonly cidrs: readonly Cidr[];
  readonly refusals: readonly string[];
}

function validateClaim(node: Instance, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]): NodeClaims {
  const { claim, targetByFamily } = node;
  if (claim.kind === 'unreadable') {
    return { node, cidrs: [], refusals: [`its pod CIDR could not be read: ${claim.reason}`] };
  }
  const cidrs = new Map<AddressFamily, Cidr>();
  const refusals: string[] = [];
  for (const value of new Set(claim.kind === 'stated' ? claim.values : [])) {
    const refuse = (reason: string) => refusals.push(`pod CIDR ${redact(value)} refused: ${reason}`);
    const result = validatePodCidr(value, clusterCidrs, reserved);
    if ('rule' in result) {
      refuse(`it ${result.rule}`);
      continue;
    }
    const family = familyOf(result.cidr);
    if (cidrs.has(family)) refuse('the node states more than one of its family');
    else if (targetByFamily[family] === undefined) refuse(`the node has no ${family} address to route to`);
    else cidrs.set(family, result.cidr);
  }
  return { node, cidrs: [...cidrs.values()], refusals };
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

const noteOn = (node: Instance, reason: string): NodeNote => ({ node: node.id, reason: `${node.name}: ${reason}` });

/** Accepts the claims that overlap neither retained routes of others nor a claim accepted before. */
function acceptClaims(
  claims: readonly CidrClaim[],
  routes: readonly Route[],
  routesToRetain: readonly RetainedRoute[],
) {
  const groups = overlappingGroups(claims);
  const hasRoute = hasRouteIn(groups.length === claims.length ? [] : routes);
  const retained = [...routesToRetain];
  const acceptedRanges = new RangeMap<CidrClaim>();
  const accepted = new Map<Cidr, readonly Instance[]>();
  const refused: NodeNote[] = [];
  const overlapping: CidrClaim[] = [];
  for (const claim of groups.flatMap((group) => group.toSorted(byPrecedence(hasRoute)))) {
    const { cidr, claimants } = claim;
    const keeper = retainedOverlap(retained, cidr, claimants);
    const rival = acceptedRanges.overlapping(cidr);
    if (keeper === undefined && rival === undefined) {
      acceptedRanges.add(cidr, claim);
      accepted.set(cidr, claimants);
      continue;
    }
    overlapping.push(claim);
    const owner = keeper?.name ?? rival?.claimants[0]?.name;
    for (const node of claimants) {
      refused.push(noteOn(node, `pod CIDR "${cidr}" refused: it overlaps ${keeper?.cidr ?? rival?.cidr} of ${owner}`));
      // It is unresolved now and keeps its route, which the rest of the group must not overlap either.
      if (hasRoute(claim)) retained.push({ cidr, nodeId: node.id, name: node.name });
    }
  }
  return { accepted, refused, overlapping };
}

/**
 * Decides which node may have which range. A pod CIDR comes from data that an instance's creator controls, so it is accepted
 * only inside the cluster CIDR, without overlap with the network's own or accepted ranges, one for each family.
 */
export function resolveClaims(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): ResolvedClaims {
  const nodes = snapshot.instances.filter(({ state, claim }) => state !== 'deleted' && claim.kind !== 'none');
  const nodeClaims = nodes.map((node) => validateClaim(node, clusterCidrs, snapshot.reserved));
  const incomplete = nodeClaims.filter(({ node, refusals }) => node.claim.kind !== 'stated' || refusals.length > 0);
  const unresolved = new Set(incomplete.map(({ node }) => node.id));
  const retained = retainedRoutes(snapshot, unresolved, clusterCidrs);
  const { accepted, refused, overlapping } = acceptClaims(claimsByCidr(nodeClaims), snapshot.routes, retained);
  return {
    accepted,
    refused: [
      ...nodeClaims.flatMap(({ node, refusals }) => refusals.map((reason) => noteOn(node, reason))),
      ...refused,
    ],
    overlapping,
    unresolved: new Set([...unresolved, ...refused.map(({ node }) => node)]),
  };
}
