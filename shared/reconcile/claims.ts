import { type Cidr, familyOf, overlaps, parseCidr, rangeOf, within } from './cidr.ts';
import { keptRoutes, keptUnder } from './kept.ts';
import type { Instance, NodeNote, Route, Snapshot } from './model.ts';
import { DisjointRanges } from './ranges.ts';

/** Which node may have which range, and why others may not. */
export interface Claims {
  /** Accepted ranges with the nodes that claim them, earliest launched first. More than one is a conflict. */
  readonly accepted: ReadonlyMap<Cidr, readonly Instance[]>;
  readonly refused: readonly NodeNote[];
  /** Nodes of which not every statement was read and accepted: their routes stay as they are. */
  readonly doubtful: ReadonlySet<string>;
}

/** The accepted ranges of each node. */
export function rangesByNode({ accepted }: Claims): Map<string, Cidr[]> {
  const ranges = new Map<string, Cidr[]>();
  for (const [cidr, claimers] of accepted) {
    for (const { id } of claimers) {
      const own = ranges.get(id);
      if (own === undefined) ranges.set(id, [cidr]);
      else own.push(cidr);
    }
  }
  return ranges;
}

interface Bid {
  readonly cidr: Cidr;
  readonly claimers: Instance[];
}

/** What somebody may have meant for a range, and short words. Passwords and tokens have letters beside digits. */
const HARMLESS = [/^(?=.*[.:/])[a-f\d.:/]{1,49}$/i, /^[a-z]{1,12}$/i];

/** Shows what a node's creator wrote only where it looks like a range: anything else may hold a secret. */
function show(value: string): string {
  return HARMLESS.some((form) => form.test(value)) ? `"${value}"` : `a value of ${value.length} characters`;
}

/** The rule that forbids `value` as a pod CIDR in this network, or the range it states. */
function judge(value: string, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]) {
  const parsed = parseCidr(value);
  if ('rule' in parsed) return parsed;
  const taken = reserved.find((range) => overlaps(range, parsed.cidr));
  if (taken !== undefined) return { rule: `overlaps ${taken}, a range of the network itself` };
  if (!within(clusterCidrs, parsed.cidr)) {
    return { rule: `is not inside the cluster CIDR ${clusterCidrs.join(', ')}` };
  }
  return parsed;
}

function earlierLaunched(a: Instance, b: Instance): number {
  return a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1);
}

/** Ranges in a row that share addresses; ranges nest or are apart, so one sweep finds all groups. */
function groupOverlapping(bids: readonly Bid[]): Bid[][] {
  const ranged = bids.map((bid) => ({ bid, range: rangeOf(bid.cidr) }));
  ranged.sort((a, b) => {
    if (a.range.family !== b.range.family) return a.range.family < b.range.family ? -1 : 1;
    return a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0;
  });
  const groups: Bid[][] = [];
  let end: { family: string; last: bigint } | undefined;
  for (const { bid, range } of ranged) {
    if (end !== undefined && end.family === range.family && range.first <= end.last) {
      groups.at(-1)?.push(bid);
      if (range.last > end.last) end = { family: range.family, last: range.last };
    } else {
      groups.push([bid]);
      end = { family: range.family, last: range.last };
    }
  }
  return groups;
}

/** Whether a route of this very range leads to one of its claimers already; looked up for `bids` only. */
function heldRanges(routes: readonly Route[], bids: readonly Bid[]): (bid: Bid) => boolean {
  const wanted = new Map(bids.map(({ cidr }) => [cidr, new Set<string>()]));
  for (const { destination, hop } of routes) {
    if (hop.kind !== 'instance') continue;
    for (const key of [hop.instance, hop.interface]) if (key !== undefined) wanted.get(destination)?.add(key);
  }
  return ({ cidr, claimers }) =>
    claimers.some((node) => [node.id, ...node.reachedBy].some((key) => wanted.get(cidr)?.has(key)));
}

/** Of ranges that overlap without being equal, those with a route go first, then those claimed earlier. */
function byPrecedence(isHeld: (bid: Bid) => boolean) {
  return (a: Bid, b: Bid): number => {
    const [first, second] = [a.claimers[0], b.claimers[0]];
    if (first === undefined || second === undefined) return 0;
    return Number(isHeld(b)) - Number(isHeld(a)) || earlierLaunched(first, second);
  };
}

/**
 * Sorts out what the nodes claim. A pod CIDR comes from data that an instance's creator controls, so it counts only inside
 * the cluster CIDR, clear of the network's own ranges and of every range accepted before it, one for each family.
 */
export function settleClaims(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Claims {
  const bids = new Map<Cidr, Bid>();
  const refused: NodeNote[] = [];
  const doubtful = new Set<string>();
  const refuse = (node: Instance, reason: string) => {
    refused.push({ node: node.id, reason: `${node.name}: ${reason}` });
    doubtful.add(node.id);
  };

  for (const node of snapshot.instances) {
    if (node.life === 'gone' || node.claim.kind === 'none') continue;
    if (node.claim.kind === 'unread') {
      doubtful.add(node.id);
      continue;
    }
    if (node.claim.kind === 'unreadable') {
      refuse(node, `its pod CIDR could not be read: ${node.claim.reason}`);
      continue;
    }
    const families = new Set<string>();
    for (const value of new Set(node.claim.values)) {
      const verdict = judge(value, clusterCidrs, snapshot.reserved);
      if ('rule' in verdict) refuse(node, `pod CIDR ${show(value)} refused: it ${verdict.rule}`);
      else if (families.has(familyOf(verdict.cidr))) {
        refuse(node, `pod CIDR ${show(value)} refused: the node states more than one of its family`);
      } else if (node.target[familyOf(verdict.cidr)] === undefined) {
        refuse(node, `pod CIDR ${show(value)} refused: the node has no ${familyOf(verdict.cidr)} address to route to`);
      } else {
        families.add(familyOf(verdict.cidr));
        const bid = bids.get(verdict.cidr) ?? { cidr: verdict.cidr, claimers: [] };
        bid.claimers.push(node);
        bids.set(verdict.cidr, bid);
      }
    }
  }

  for (const bid of bids.values()) bid.claimers.sort(earlierLaunched);
  const accepted = new Map<Cidr, readonly Instance[]>();
  const kept = keptRoutes(snapshot, new Set(doubtful), clusterCidrs);
  const groups = groupOverlapping([...bids.values()]);
  const rivals = groups.filter((group) => group.length > 1).flat();
  const isHeld = heldRanges(rivals.length === 0 ? [] : snapshot.routes, rivals);
  const precedence = byPrecedence(isHeld);
  for (const group of groups) {
    const settled = new DisjointRanges<Bid>();
    for (const bid of group.toSorted(precedence)) {
      const keeper = keptUnder(kept, bid.cidr, bid.claimers);
      const rival = settled.overlapping(bid.cidr);
      if (keeper === undefined && rival === undefined) {
        settled.add(bid.cidr, bid);
        accepted.set(bid.cidr, bid.claimers);
        continue;
      }
      const range = keeper?.cidr ?? rival?.cidr;
      const owner = keeper?.name ?? rival?.claimers[0]?.name;
      for (const node of bid.claimers) {
        refuse(node, `pod CIDR "${bid.cidr}" refused: it overlaps ${range} of ${owner}`);
        // Now in doubt, it keeps the route it has, which the rest of the group must not reach into either.
        if (isHeld(bid)) kept.push({ cidr: bid.cidr, by: node.id, name: node.name });
      }
    }
  }
  return { accepted, refused, doubtful };
}
