import { type Cidr, type AddressFamily, familyOf, compareCidrs, contains } from '../../model/cidr.ts';
import type { Instance } from '../../model/instance.ts';
import type { NodeNote } from '../../model/conflict.ts';
import { groupBy } from '../../model/group-by.ts';
import { redact, validatePodCidr } from './validate-pod-cidr.ts';
import { type CidrClaim, earlierLaunched, hasRouteIn, byPrecedence } from './claim-precedence.ts';
import type { Route } from '../../model/route.ts';
import { type RetainedRoute, retainedOverlap, retainedRoutes } from './retained-routes.ts';
import { RangeMap } from '../../model/overlapping-ranges.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Which node may have which range, and why others may not. */
export interface ResolvedClaims {
  /** Accepted ranges with the nodes that claim them, earliest launched first. More than one is a conflict. */
  readonly accepted: ReadonlyMap<Cidr, readonly Instance[]>;
  readonly refused: readonly NodeNote[];
  /** Nodes of which not every statement was read and accepted: their routes stay as they are. */
  readonly unresolved: ReadonlySet<string>;
}

/** The accepted ranges of each node. */
export function rangesByNode({ accepted }: ResolvedClaims): Map<string, Cidr[]> {
  const pairs = [...accepted].flatMap(([cidr, claimants]) => claimants.map(({ id }) => ({ id, cidr })));
  const byNode = groupBy(pairs, ({ id }) => id);
  return new Map([...byNode].map(([id, own]) => [id, own.map(({ cidr }) => cidr)]));
}

/** What comes of a node's statement: ranges that it may bid for, and why not for others. */
interface Statement {
  readonly node: Instance;
  readonly cidrs: readonly Cidr[];
  readonly refusals: readonly string[];
}

function read(node: Instance, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]): Statement {
  const { claim, targetByFamily } = node;
  if (claim.kind === 'unreadable') {
    return { node, cidrs: [], refusals: [`its pod CIDR could not be read: ${claim.reason}`] };
  }
  const cidrs = new Map<AddressFamily, Cidr>();
  const refusals: string[] = [];
  for (const value of new Set(claim.kind === 'stated' ? claim.values : [])) {
    const refuse = (why: string) => refusals.push(`pod CIDR ${redact(value)} refused: ${why}`);
    const verdict = validatePodCidr(value, clusterCidrs, reserved);
    if ('rule' in verdict) {
      refuse(`it ${verdict.rule}`);
      continue;
    }
    const family = familyOf(verdict.cidr);
    if (cidrs.has(family)) refuse('the node states more than one of its family');
    else if (targetByFamily[family] === undefined) refuse(`the node has no ${family} address to route to`);
    else cidrs.set(family, verdict.cidr);
  }
  return { node, cidrs: [...cidrs.values()], refusals };
}

function bidsOf(statements: readonly Statement[]): CidrClaim[] {
  const pairs = statements.flatMap(({ node, cidrs }) => cidrs.map((cidr) => ({ cidr, node })));
  return [...groupBy(pairs, ({ cidr }) => cidr)].map(([cidr, some]) => ({
    cidr,
    claimants: some.map(({ node }) => node).toSorted(earlierLaunched),
  }));
}

/** Bids whose ranges share addresses. Ranges nest or are apart: whatever lies in the widest is a group. */
function groupsOf(bids: readonly CidrClaim[]): CidrClaim[][] {
  const groups: CidrClaim[][] = [];
  for (const bid of bids.toSorted((a, b) => compareCidrs(a.cidr, b.cidr))) {
    const [widest] = groups.at(-1) ?? [];
    if (widest !== undefined && contains(widest.cidr, bid.cidr)) groups.at(-1)?.push(bid);
    else groups.push([bid]);
  }
  return groups;
}

const noteOn = (node: Instance, reason: string): NodeNote => ({ node: node.id, reason: `${node.name}: ${reason}` });

/** Accepts the bids that are clear of what others keep, and of those accepted before. */
function award(bids: readonly CidrClaim[], routes: readonly Route[], keptBefore: readonly RetainedRoute[]) {
  const groups = groupsOf(bids);
  const isHeld = hasRouteIn(groups.length === bids.length ? [] : routes);
  const kept = [...keptBefore];
  const awarded = new RangeMap<CidrClaim>();
  const accepted = new Map<Cidr, readonly Instance[]>();
  const refused: NodeNote[] = [];
  for (const bid of groups.flatMap((group) => group.toSorted(byPrecedence(isHeld)))) {
    const { cidr, claimants } = bid;
    const keeper = retainedOverlap(kept, cidr, claimants);
    const rival = awarded.overlapping(cidr);
    if (keeper === undefined && rival === undefined) {
      awarded.add(cidr, bid);
      accepted.set(cidr, claimants);
      continue;
    }
    const owner = keeper?.name ?? rival?.claimants[0]?.name;
    for (const node of claimants) {
      refused.push(noteOn(node, `pod CIDR "${cidr}" refused: it overlaps ${keeper?.cidr ?? rival?.cidr} of ${owner}`));
      // Now in doubt, it keeps the route it has, which the rest of the group must not reach into either.
      if (isHeld(bid)) kept.push({ cidr, nodeId: node.id, name: node.name });
    }
  }
  return { accepted, refused };
}

/**
 * Sorts out what the nodes claim. A pod CIDR comes from data that an instance's creator controls, so it counts only inside
 * the cluster CIDR, clear of the network's own ranges and of every range accepted before it, one for each family.
 */
export function resolveClaims(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): ResolvedClaims {
  const nodes = snapshot.instances.filter(({ state, claim }) => state !== 'deleted' && claim.kind !== 'none');
  const statements = nodes.map((node) => read(node, clusterCidrs, snapshot.reserved));
  const unsettled = statements.filter(({ node, refusals }) => node.claim.kind === 'postponed' || refusals.length > 0);
  const unresolved = new Set(unsettled.map(({ node }) => node.id));
  const retained = retainedRoutes(snapshot, unresolved, clusterCidrs);
  const { accepted, refused } = award(bidsOf(statements), snapshot.routes, retained);
  return {
    accepted,
    refused: [...statements.flatMap(({ node, refusals }) => refusals.map((why) => noteOn(node, why))), ...refused],
    unresolved: new Set([...unresolved, ...refused.map(({ node }) => node)]),
  };
}
