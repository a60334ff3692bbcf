import { type Cidr, canonicalCidr } from '../../shared/reconcile/cidr.ts';
import type { Hop, Instance, Life, Route, Snapshot } from '../../shared/reconcile/model.ts';
import type { Policy } from '../../shared/reconcile/plan.ts';

/** A range that the test knows to be one. */
export function cidr(text: string): Cidr {
  const known = canonicalCidr(text);
  if (known === undefined) throw new Error(`${text} is no range`);
  return known;
}

export const POLICY: Policy = { clusterCidrs: [cidr('10.200.0.0/16'), cidr('fd00:10::/48')], force: false };

interface NodeOptions {
  readonly claims?: readonly string[];
  readonly life?: Life;
  readonly launchedAt?: number;
  readonly extraInterfaces?: readonly string[];
  readonly forwards?: boolean;
  readonly claim?: Instance['claim'];
}

/** A node that is reached by `eni-ID`, and claims nothing unless told. */
export function node(id: string, options: NodeOptions = {}): Instance {
  const { claims = [], life = 'running', launchedAt = 1000, extraInterfaces = [], forwards = true } = options;
  return {
    id,
    name: `name-of-${id}`,
    life,
    launchedAt,
    target: { ipv4: `eni-${id}`, ipv6: `eni-${id}` },
    reachedBy: [`eni-${id}`, ...extraInterfaces],
    claim: options.claim ?? (claims.length === 0 ? { kind: 'none' } : { kind: 'stated', values: claims }),
    forwards,
  };
}

export function hopTo(id: string): Hop {
  return { kind: 'instance', instance: id, interface: `eni-${id}` };
}

export function route(destination: string, hop: Hop, more: Partial<Route> = {}): Route {
  return { table: 'rtb-1', destination: cidr(destination), hop, state: 'active', ...more };
}

export function snapshot(
  instances: readonly Instance[],
  routes: readonly Route[],
  more: Partial<Snapshot> = {},
): Snapshot {
  return {
    view: 'complete',
    tables: ['rtb-1'],
    instances,
    routes,
    reserved: [cidr('10.240.0.0/24'), cidr('fd00:240::/56')],
    missing: [],
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
