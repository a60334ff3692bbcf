import { type Cidr, compareCidrs, contains, type Family, familyOf, overlaps, parseCidr, within } from './cidr.ts';
import { leadsTo } from './hops.ts';
import { type Kept, keptRoutes, keptUnder } from './kept.ts';
import { groupBy } from './group.ts';
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
  const pairs = [...accepted].flatMap(([cidr, claimers]) => claimers.map(({ id }) => ({ id, cidr })));
  const byNode = groupBy(pairs, ({ id }) => id);
  return new Map([...byNode].map(([id, own]) => [id, own.map(({ cidr }) => cidr)]));
}

interface Bid {
  readonly cidr: Cidr;
  /** Earliest launched first. */
  readonly claimers: readonly Instance[];
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

/** What comes of a node's statement: ranges that it may bid for, and why not for others. */
interface Statement {
  readonly node: Instance;
  readonly cidrs: readonly Cidr[];
  readonly refusals: readonly string[];
}

function read(node: Instance, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]): Statement {
  const { claim, target } = node;
  if (claim.kind === 'unreadable') {
    return { node, cidrs: [], refusals: [`its pod CIDR could not be read: ${claim.reason}`] };
  }
  const cidrs = new Map<Family, Cidr>();
  const refusals: string[] = [];
  for (const value of new Set(claim.kind === 'stated' ? claim.values : [])) {
    const refuse = (why: string) => refusals.push(`pod CIDR ${show(value)} refused: ${why}`);
    const verdict = judge(value, clusterCidrs, reserved);
    if ('rule' in verdict) {
      refuse(`it ${verdict.rule}`);
      continue;
    }
    const family = familyOf(verdict.cidr);
    if (cidrs.has(family)) refuse('the node states more than one of its family');
    else if (target[family] === undefined) refuse(`the node has no ${family} address to route to`);
    else cidrs.set(family, verdict.cidr);
  }
  return { node, cidrs: [...cidrs.values()], refusals };
}

function bidsOf(statements: readonly Statement[]): Bid[] {
  const pairs = statements.flatMap(({ node, cidrs }) => cidrs.map((cidr) => ({ cidr, node })));
  return [...groupBy(pairs, ({ cidr }) => cidr)].map(([cidr, some]) => ({
    cidr,
    claimers: some.map(({ node }) => node).toSorted(earlierLaunched),
  }));
}

/** Bids whose ranges share addresses. Ranges nest or are apart: whatever lies in the widest is a group. */
function groupsOf(bids: readonly Bid[]): Bid[][] {
  const groups: Bid[][] = [];
  for (const bid of bids.toSorted((a, b) => compareCidrs(a.cidr, b.cidr))) {
    const [widest] = groups.at(-1) ?? [];
    if (widest !== undefined && contains(widest.cidr, bid.cidr)) groups.at(-1)?.push(bid);
    else groups.push([bid]);
  }
  return groups;
}

/** Whether a route of this very range leads to one of its claimers already. */
function heldRanges(routes: readonly Route[]): (bid: Bid) => boolean {
  const places = groupBy(routes, ({ destination }) => destination);
  return ({ cidr, claimers }) =>
    (places.get(cidr) ?? []).some(({ hop }) => claimers.some((node) => leadsTo(hop, node)));
}

/** Of ranges that overlap without being equal, those with a route go first, then those claimed earlier. */
function byPrecedence(isHeld: (bid: Bid) => boolean) {
  return (a: Bid, b: Bid): number => {
    const [first, second] = [a.claimers[0], b.claimers[0]];
    if (first === undefined || second === undefined) return 0;
    return Number(isHeld(b)) - Number(isHeld(a)) || earlierLaunched(first, second);
  };
}

const noteOn = (node: Instance, reason: string): NodeNote => ({ node: node.id, reason: `${node.name}: ${reason}` });

/** Accepts the bids that are clear of what others keep, and of those accepted before. */
function award(bids: readonly Bid[], routes: readonly Route[], keptBefore: readonly Kept[]) {
  const groups = groupsOf(bids);
  const isHeld = heldRanges(groups.length === bids.length ? [] : routes);
  const kept = [...keptBefore];
  const awarded = new DisjointRanges<Bid>();
  const accepted = new Map<Cidr, readonly Instance[]>();
  const refused: NodeNote[] = [];
  for (const bid of groups.flatMap((group) => group.toSorted(byPrecedence(isHeld)))) {
    const { cidr, claimers } = bid;
    const keeper = keptUnder(kept, cidr, claimers);
    const rival = awarded.overlapping(cidr);
    if (keeper === undefined && rival === undefined) {
      awarded.add(cidr, bid);
      accepted.set(cidr, claimers);
      continue;
    }
    const owner = keeper?.name ?? rival?.claimers[0]?.name;
    for (const node of claimers) {
      refused.push(noteOn(node, `pod CIDR "${cidr}" refused: it overlaps ${keeper?.cidr ?? rival?.cidr} of ${owner}`));
      // Now in doubt, it keeps the route it has, which the rest of the group must not reach into either.
      if (isHeld(bid)) kept.push({ cidr, by: node.id, name: node.name });
    }
  }
  return { accepted, refused };
}

/**
 * Sorts out what the nodes claim. A pod CIDR comes from data that an instance's creator controls, so it counts only inside
 * the cluster CIDR, clear of the network's own ranges and of every range accepted before it, one for each family.
 */
export function settleClaims(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Claims {
  const nodes = snapshot.instances.filter(({ life, claim }) => life !== 'gone' && claim.kind !== 'none');
  const statements = nodes.map((node) => read(node, clusterCidrs, snapshot.reserved));
  const unsettled = statements.filter(({ node, refusals }) => node.claim.kind === 'unread' || refusals.length > 0);
  const doubtful = new Set(unsettled.map(({ node }) => node.id));
  const kept = keptRoutes(snapshot, doubtful, clusterCidrs);
  const { accepted, refused } = award(bidsOf(statements), snapshot.routes, kept);
  return {
    accepted,
    refused: [...statements.flatMap(({ node, refusals }) => refusals.map((why) => noteOn(node, why))), ...refused],
    doubtful: new Set([...doubtful, ...refused.map(({ node }) => node)]),
  };
}
