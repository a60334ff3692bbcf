import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import { cidr, nextHopTo, node, route } from './network.ts';

/** What the routes of a fleet are like. */
export type FleetState = 'as they should be' | 'none' | 'to deleted nodes' | 'under one that claims them all';

const rangeOf = (i: number) => `10.${i >> 8}.${i & 255}.0/24`;

/** A network with so many nodes and tables. */
export function fleetSnapshot(nodes: number, tables: number, kind: FleetState): Snapshot {
  const claimsAll = kind === 'under one that claims them all';
  const claimOf = (i: number) => (claimsAll && i === 0 ? '10.0.0.0/9' : rangeOf(i));
  const numbers = Array.from({ length: nodes }, (_, i) => i);
  const names = Array.from({ length: tables }, (_, i) => `rtb-${i}`);
  const hop = (i: number) => nextHopTo(kind === 'to deleted nodes' ? `gone-${i}` : `i-${i}`);
  const state = kind === 'to deleted nodes' ? 'blackhole' : 'active';
  const routed = kind === 'none' ? [] : numbers.slice(claimsAll ? 1 : 0);
  return {
    coverage: 'complete',
    tables: names,
    instances: numbers.map((i) => node(`i-${i}`, { claims: [claimOf(i)], launchedAt: i })),
    routes: names.flatMap((table) => routed.map((i) => route(rangeOf(i), hop(i), { table, state }))),
    reserved: [cidr('172.16.0.0/16')],
    notFound: [],
    gaps: [],
  };
}

/** A network of so many nodes that ask for a range, beside as many that have one by a route and their tag. */
export function askingSnapshot(nodes: number): Snapshot {
  const settled = fleetSnapshot(nodes, 1, 'as they should be');
  const asking = Array.from({ length: nodes }, (_, i) =>
    node(`i-asking-${i}`, { claim: { kind: 'requested' }, launchedAt: nodes + i }),
  );
  return { ...settled, instances: [...settled.instances, ...asking] };
}

/** The same network, which counts how often one of its instances or routes is looked at. */
export function countReads(snapshot: Snapshot): { readonly snapshot: Snapshot; readonly count: () => number } {
  let reads = 0;
  const counting = <Item>(items: readonly Item[]): readonly Item[] =>
    new Proxy(items, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key, receiver);
      },
    });
  return {
    snapshot: { ...snapshot, instances: counting(snapshot.instances), routes: counting(snapshot.routes) },
    count: () => reads,
  };
}
