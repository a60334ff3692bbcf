import type { Snapshot } from '../../shared/reconcile/model.ts';
import { cidr, hopTo, node, route } from './model.ts';

/** What the routes of a fleet are like. */
export type Kind = 'as they should be' | 'none' | 'to nodes that are gone' | 'under one that claims them all';

const rangeOf = (i: number) => `10.${i >> 8}.${i & 255}.0/24`;

/** A network with so many nodes and tables. */
export function fleet(nodes: number, tables: number, kind: Kind): Snapshot {
  const claimsAll = kind === 'under one that claims them all';
  const claimOf = (i: number) => (claimsAll && i === 0 ? '10.0.0.0/9' : rangeOf(i));
  const numbers = Array.from({ length: nodes }, (_, i) => i);
  const names = Array.from({ length: tables }, (_, i) => `rtb-${i}`);
  const hop = (i: number) => hopTo(kind === 'to nodes that are gone' ? `gone-${i}` : `i-${i}`);
  const state = kind === 'to nodes that are gone' ? 'blackhole' : 'active';
  const routed = kind === 'none' ? [] : numbers.slice(claimsAll ? 1 : 0);
  return {
    view: 'complete',
    tables: names,
    instances: numbers.map((i) => node(`i-${i}`, { claims: [claimOf(i)], launchedAt: i })),
    routes: names.flatMap((table) => routed.map((i) => route(rangeOf(i), hop(i), { table, state }))),
    reserved: [cidr('172.16.0.0/16')],
    missing: [],
    gaps: [],
  };
}

/** The same network, which counts how often one of its instances or routes is looked at. */
export function counted(snapshot: Snapshot): { readonly snapshot: Snapshot; readonly count: () => number } {
  let looks = 0;
  const counting = <Item>(items: readonly Item[]): readonly Item[] =>
    new Proxy(items, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(target, key, receiver);
      },
    });
  return {
    snapshot: { ...snapshot, instances: counting(snapshot.instances), routes: counting(snapshot.routes) },
    count: () => looks,
  };
}
