import { createHash } from 'node:crypto';
import { makeMap, type MapModel } from '../../functions/cli/map/model/model.ts';
import type { About } from '../../functions/cli/map/render/about.ts';
import { page } from '../../functions/cli/map/render/page.ts';
import type { Cidr } from '../../shared/reconcile/cidr.ts';
import { takeInventory } from '../../shared/reconcile/inventory.ts';
import type { Instance, Route, Snapshot } from '../../shared/reconcile/model.ts';
import { cidr } from './model.ts';

export const TABLES = ['rtb-0c1d7b0e1f2a39485', 'rtb-09e8d7c6b5a493827'];
const NOON = Date.UTC(2026, 0, 1, 12);

const ABOUT: About = {
  cluster: 'kubernetes-the-hard-way',
  cloud: 'aws',
  place: 'region us-east-1',
  madeAt: NOON,
};

export function idOf(kind: string, seed: string): string {
  return `${kind}-0${createHash('sha256').update(seed).digest('hex').slice(0, 16)}`;
}

/** A worker of EC2's that states `ranges`, launched `order` minutes into the day. */
export function worker(name: string, ranges: readonly string[], order = 0): Instance {
  const via = idOf('eni', name);
  return {
    id: idOf('i', name),
    name,
    address: `10.240.${order >> 8}.${order & 255}`,
    life: 'running',
    launchedAt: NOON - 86_400_000 + order * 60_000,
    target: { ipv4: via, ipv6: via },
    reachedBy: [via],
    claim: { kind: 'stated', values: ranges },
    forwards: true,
  };
}

export function routeTo(node: Instance, destination: string, table: string): Route {
  const hop = { kind: 'instance', instance: node.id, interface: node.reachedBy[0] ?? '' } as const;
  return { table, destination: cidr(destination), hop, state: 'active' };
}

/** A route that leads to a gateway. */
export function foreign(destination: string, table = 'rtb-1'): Route {
  return { table, destination: cidr(destination), hop: { kind: 'foreign', what: 'tgw-0a1b2c3d' }, state: 'active' };
}

/** Routes to each range that the workers state, in each table. */
export function routesTo(nodes: readonly Instance[], tables: readonly string[]): Route[] {
  return nodes.flatMap((node) => {
    const ranges = node.claim.kind === 'stated' ? node.claim.values : [];
    return ranges.flatMap((range) => tables.map((table) => routeTo(node, range, table)));
  });
}

export function mapOf(
  instances: readonly Instance[],
  routes: readonly Route[],
  clusterCidrs: readonly Cidr[],
  more: Partial<Snapshot> = {},
): MapModel {
  const whole: Snapshot = {
    view: 'complete',
    tables: TABLES,
    instances,
    routes,
    reserved: [cidr('10.240.0.0/24')],
    missing: [],
    gaps: [],
    ...more,
  };
  return makeMap(takeInventory(whole, clusterCidrs, 'aws'));
}

export const pageOf = (model: MapModel, about: Partial<About> = {}): string => page({ ...ABOUT, ...about }, model).text;
