import { type Claims, settleClaims } from './claims.ts';
import { type Cidr, within } from './cidr.ts';
import { decide, type Decision, type Verdict, winnerOf } from './decide.ts';
import { groupBy } from './group.ts';
import type { Instance, Policy, Route, Snapshot } from './model.ts';
import { type OwnerOf, ownersIn } from './owner.ts';

/** A snapshot sorted out: who claims what, who holds what, and what the decision table says of each place. */
export interface Survey {
  readonly claims: Claims;
  /** Routes inside the cluster CIDR that lead to an instance: the ones podroutes may change. */
  readonly owned: number;
  readonly findings: readonly Finding[];
  readonly winner: (destination: Cidr) => Instance | undefined;
  /** The verdict on one place whose route was read anew. */
  readonly judge: (destination: Cidr, route: Route | undefined) => Verdict;
}

export interface Finding extends Decision {
  readonly table: string;
  readonly destination: Cidr;
}

const keyOf = (table: string, destination: Cidr) => `${table} ${destination}`;

function holdersOf(routes: readonly Route[], ownerOf: OwnerOf): Map<Cidr, Set<string>> {
  const holders = new Map<Cidr, Set<string>>();
  for (const route of routes) {
    const owner = ownerOf(route);
    if (owner.kind !== 'claimer') continue;
    const known = holders.get(route.destination) ?? new Set();
    holders.set(route.destination, known.add(owner.node.id));
  }
  return holders;
}

/** Applies the decision table to every destination inside the cluster CIDR, in every table. */
export function survey(snapshot: Snapshot, policy: Policy): Survey {
  const routes = snapshot.routes.filter((route) => within(policy.clusterCidrs, route.destination));
  const claims = settleClaims(snapshot, policy.clusterCidrs);
  const ownerOf = ownersIn(snapshot, claims);
  const places = groupBy(routes, ({ table, destination }) => keyOf(table, destination));
  const holders = holdersOf(routes, ownerOf);
  const winner = (destination: Cidr) => winnerOf(destination, claims, holders.get(destination) ?? new Set());

  const findings: Finding[] = [];
  const destinations = new Set([...claims.accepted.keys(), ...routes.map((route) => route.destination)]);
  for (const destination of destinations) {
    for (const table of snapshot.tables) {
      const decisions = decide(places.get(keyOf(table, destination)) ?? [], ownerOf, winner(destination));
      findings.push(...decisions.map((decision) => ({ ...decision, table, destination })));
    }
  }
  return {
    claims,
    owned: routes.filter((route) => route.hop.kind === 'instance').length,
    findings,
    winner,
    judge: (destination, route) => {
      const [decision] = decide(route === undefined ? [] : [route], ownerOf, winner(destination));
      return decision?.verdict ?? { do: 'nothing' };
    },
  };
}
