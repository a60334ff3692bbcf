import { type Cidr, canonicalCidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { NextHop, Route } from '../../../shared/reconcile/model/route.ts';
import type { Instance, InstanceState } from '../../../shared/reconcile/model/instance.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import type { Policy } from '../../../shared/reconcile/plan/plan.ts';

/** A range that the test knows to be one. */
export function cidr(text: string): Cidr {
  const known = canonicalCidr(text);
  if (known === undefined) throw new Error(`${text} is no range`);
  return known;
}

export const POLICY: Policy = { clusterCidrs: [cidr('10.200.0.0/16'), cidr('fd00:10::/48')], force: false };

interface NodeOptions {
  readonly claims?: readonly string[];
  readonly state?: InstanceState;
  readonly launchedAt?: number;
  readonly extraInterfaces?: readonly string[];
  readonly canIpForward?: boolean;
  readonly claim?: Instance['claim'];
}

/** A node that is reached by `eni-ID`, and claims nothing unless told. */
export function node(id: string, options: NodeOptions = {}): Instance {
  const { claims = [], state = 'running', launchedAt = 1000, extraInterfaces = [], canIpForward = true } = options;
  return {
    id,
    name: `name-of-${id}`,
    state,
    launchedAt,
    targetByFamily: { ipv4: `eni-${id}`, ipv6: `eni-${id}` },
    targetIds: [`eni-${id}`, ...extraInterfaces],
    claim: options.claim ?? (claims.length === 0 ? { kind: 'none' } : { kind: 'stated', values: claims }),
    canIpForward,
  };
}

export function nextHopTo(id: string): NextHop {
  return { kind: 'instance', instanceId: id, targetId: `eni-${id}` };
}

export function route(destination: string, nextHop: NextHop, more: Partial<Route> = {}): Route {
  return { table: 'rtb-1', destination: cidr(destination), nextHop, state: 'active', ...more };
}

export function networkSnapshot(
  instances: readonly Instance[],
  routes: readonly Route[],
  more: Partial<Snapshot> = {},
): Snapshot {
  return {
    coverage: 'complete',
    tables: ['rtb-1'],
    instances,
    routes,
    reserved: [cidr('10.240.0.0/24'), cidr('fd00:240::/56')],
    notFound: [],
    gaps: [],
    ...more,
  };
}

/** The same situation in the other family: 10.200.N.0/24 becomes fd00:10:0:N::/64. */
export function inFamily(family: 'ipv4' | 'ipv6', text: string): string {
  if (family === 'ipv4') return text;
  return text.replace(/^10\.200\.(\d+)\.0\/(\d+)$/, (_, third: string, prefix: string) => {
    const base = Number(third).toString(16);
    return `fd00:10:0:${base}::/${Number(prefix) + 40}`;
  });
}
