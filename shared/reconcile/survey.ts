import { type Claims, settleClaims } from './claims.ts';
import { type Cidr, within } from './cidr.ts';
import { decide, type Decision, type Verdict, winnerOf } from './decide.ts';
import { groupBy } from './group.ts';
import type { Instance, Route, Snapshot } from './model.ts';
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

/** Asks once for each thing. */
function remembering<Key, Value>(answer: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const entry = known.get(key) ?? { value: answer(key) };
    known.set(key, entry);
    return entry.value;
  };
}

/** Ids of the nodes that claim the destination of `routes` and hold it in some table. */
function holdersOf(routes: readonly Route[], ownerOf: OwnerOf): Set<string> {
  const owners = routes.map(ownerOf);
  return new Set(owners.flatMap((owner) => (owner.kind === 'claimer' ? [owner.node.id] : [])));
}

/** Applies the decision table to every destination inside the cluster CIDR, in every table. */
export function survey(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Survey {
  const found = groupBy(snapshot.routes, ({ destination }) => destination);
  const inside = new Map([...found].filter(([destination]) => within(clusterCidrs, destination)));
  const claims = settleClaims(snapshot, clusterCidrs);
  const ownerOf = remembering(ownersIn(snapshot, claims));
  const winner = remembering((destination: Cidr) =>
    winnerOf(destination, claims, holdersOf(inside.get(destination) ?? [], ownerOf)),
  );

  const findings: Finding[] = [];
  for (const destination of new Set([...claims.accepted.keys(), ...inside.keys()])) {
    const routes = groupBy(inside.get(destination) ?? [], ({ table }) => table);
    for (const table of snapshot.tables) {
      for (const { verdict, held } of decide(routes.get(table) ?? [], ownerOf, winner(destination))) {
        findings.push({ table, destination, verdict, ...(held === undefined ? {} : { held }) });
      }
    }
  }
  const owned = [...inside.values()].flat().filter((route) => route.hop.kind === 'instance').length;
  return {
    claims,
    owned,
    findings,
    winner,
    judge: (destination, route) => {
      const [decision] = decide(route === undefined ? [] : [route], ownerOf, winner(destination));
      return decision?.verdict ?? { do: 'nothing' };
    },
  };
}
