import { createHash } from 'node:crypto';
import { buildMapModel, type MapModel } from '../../../functions/cli/map/model/map-model.ts';
import { findingsIn } from '../../../functions/cli/map/advice/findings.ts';
import type { PageInfo } from '../../../functions/cli/map/page-info.ts';
import { renderPage } from '../../../functions/cli/map/render/page.ts';
import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { buildInventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../shared/reconcile/model/route.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import { cidr } from './network.ts';

export const TABLES = ['rtb-0c1d7b0e1f2a39485', 'rtb-09e8d7c6b5a493827'];
const NOON = Date.UTC(2026, 0, 1, 12);

const ABOUT: PageInfo = {
  cluster: 'kubernetes-the-hard-way',
  cloud: 'aws',
  location: 'region us-east-1',
  generatedAt: NOON,
  plan: 'Nothing to change: 40 unchanged, 0 conflicts.',
  doctor:
    'podroutes doctor --cloud aws --region us-east-1 --cluster-name kubernetes-the-hard-way --cluster-cidr 10.200.0.0/16',
};

const SETTINGS = { AWS_REGION: 'us-east-1', CLUSTER_NAME: ABOUT.cluster, CLUSTER_CIDR: '10.200.0.0/16' };

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
    state: 'running',
    launchedAt: NOON - 86_400_000 + order * 60_000,
    targetByFamily: { ipv4: via, ipv6: via },
    targetIds: [via],
    claim: { kind: 'stated', values: ranges },
    hasClusterTag: true,
    canIpForward: true,
  };
}

export function routeTo(node: Instance, destination: string, table: string): Route {
  const nextHop = { kind: 'instance', instanceId: node.id, targetId: node.targetIds[0] ?? '' } as const;
  return { table, destination: cidr(destination), nextHop, state: 'active' };
}

/** A route that leads to a gateway. */
export function foreignRoute(destination: string, table = 'rtb-1'): Route {
  return {
    table,
    destination: cidr(destination),
    nextHop: { kind: 'foreign', description: 'tgw-0a1b2c3d' },
    state: 'active',
  };
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
  const snapshot: Snapshot = {
    coverage: 'complete',
    tables: TABLES,
    instances,
    routes,
    reserved: [cidr('10.240.0.0/24')],
    notFound: [],
    gaps: [],
    ...more,
  };
  const inventory = buildInventory(snapshot, clusterCidrs, 'aws');
  return buildMapModel(inventory, findingsIn({ snapshot, inventory }, 'aws', SETTINGS, ABOUT.location));
}

export const pageOf = (model: MapModel, about: Partial<PageInfo> = {}): string =>
  renderPage({ ...ABOUT, ...about }, model).text;
