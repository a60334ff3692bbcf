import type { Claims } from './claims.ts';
import type { Cidr } from './cidr.ts';
import type { Instance, Reason, Route } from './model.ts';
import type { Owner, OwnerOf } from './owner.ts';

/** What the decision table says about one destination in one table. */
export type Verdict =
  | { readonly do: 'nothing' }
  | { readonly do: 'keep' }
  | { readonly do: 'create'; readonly node: Instance; readonly reason: Reason }
  | { readonly do: 'replace'; readonly route: Route; readonly node: Instance; readonly reason: Reason }
  /** `beside`: a route that is kept and does what this one does. */
  | { readonly do: 'delete'; readonly route: Route; readonly reason: Reason; readonly beside?: Route }
  /** `unseen`: nothing is known of the holder but its name. */
  | { readonly do: 'contest'; readonly reason: string; readonly unseen?: true };

interface Held {
  readonly route: Route;
  readonly owner: Owner;
}

/** A verdict with the route that it is about, when there is one, and whoever stands behind it. */
export interface Decision {
  readonly verdict: Verdict;
  readonly held?: Held;
}

const KEEP: Verdict = { do: 'keep' };

function settle(route: Route, winner: Instance | undefined, reason: Reason): Verdict {
  return winner === undefined ? { do: 'delete', route, reason } : { do: 'replace', route, node: winner, reason };
}

function contestIf(claimed: boolean, reason: string): Verdict {
  return claimed ? { do: 'contest', reason } : KEEP;
}

function decideHeld(route: Route, owner: Owner, winner: Instance | undefined): Verdict {
  const claimed = winner !== undefined;
  switch (owner.kind) {
    case 'claimer': {
      if (!owner.placed) return { do: 'replace', route, node: owner.node, reason: 'wrong interface' };
      const dead = route.state === 'blackhole' && owner.node.life === 'running';
      return dead ? { do: 'replace', route, node: owner.node, reason: 'blackhole' } : KEEP;
    }
    case 'stranger':
      return settle(route, winner, 'node claims another range');
    case 'gone':
      return settle(route, winner, 'target gone');
    case 'doubtful':
      return contestIf(claimed, `held by ${owner.node.name} (${owner.node.id}), whose claim is in doubt`);
    case 'appliance':
      return contestIf(claimed, `held by ${owner.node.name} (${owner.node.id}), which is no node`);
    case 'unseen': {
      const reason = `held by ${owner.key}, which could not be looked up`;
      return claimed ? { do: 'contest', reason, unseen: true } : KEEP;
    }
    case 'foreign':
      return contestIf(claimed, `held by ${owner.what}`);
  }
}

/** A second route of ours beside the one that counts (clouds that allow several for a destination). */
function decideSpare(route: Route, owner: Owner, winner: Instance | undefined, beside: Route | undefined): Verdict {
  if (owner.kind === 'claimer' && owner.node.id === winner?.id) {
    return { do: 'delete', route, reason: 'duplicate', ...(beside === undefined ? {} : { beside }) };
  }
  if (owner.kind === 'claimer') return contestIf(true, `held by ${owner.node.name} (${owner.node.id}) too`);
  if (owner.kind === 'gone' || owner.kind === 'stranger') return decideHeld(route, owner, undefined);
  return decideHeld(route, owner, winner);
}

function precedence({ owner, route: { hop } }: Held): number {
  if (owner.kind === 'claimer') {
    if (!owner.placed) return 2;
    // Of two to the same node that which was made for another goes: its name would mislead whoever looks at it later.
    return hop.kind === 'instance' && (hop.instance ?? owner.node.id) === owner.node.id ? 0 : 1;
  }
  // What is not ours decides before what could be re-pointed: a second route beside it would split the traffic.
  return owner.kind === 'gone' || owner.kind === 'stranger' ? 4 : 3;
}

const byPrecedence = (a: Held, b: Held) =>
  precedence(a) - precedence(b) || (a.route.name ?? '').localeCompare(b.route.name ?? '');

/** Who gets `destination` where nobody who claims it holds it: its holder elsewhere, else the earliest launched. */
export function winnerOf(destination: Cidr, claims: Claims, holders: ReadonlySet<string>): Instance | undefined {
  const claimers = claims.accepted.get(destination);
  return claimers?.find((node) => holders.has(node.id)) ?? claimers?.[0];
}

/**
 * Applies the decision table (see `plan`) to one destination in one table: `routes` are those it has there, `winner` is
 * the node that should get it when no claimer holds it. One verdict for each route, or one for their absence.
 */
export function decide(routes: readonly Route[], ownerOf: OwnerOf, winner: Instance | undefined): Decision[] {
  const [main, ...spare] = routes.map((route) => ({ route, owner: ownerOf(route) })).toSorted(byPrecedence);
  if (main === undefined) {
    return [{ verdict: winner === undefined ? { do: 'nothing' } : { do: 'create', node: winner, reason: 'missing' } }];
  }
  const verdict = decideHeld(main.route, main.owner, winner);
  const keeper = main.owner.kind === 'claimer' ? main.owner.node : winner;
  const beside = verdict.do === 'keep' ? main.route : undefined;
  return [
    { verdict, held: main },
    ...spare.map((held) => ({ verdict: decideSpare(held.route, held.owner, keeper, beside), held })),
  ];
}
