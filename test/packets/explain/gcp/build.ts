import { GCP_TUTORIAL, type GceBackend, workerName } from '../../../../infra/local/gcp.ts';
import { pick } from '../pick.ts';
import type { GcpFault, GcpFleet } from './fleet.ts';

const { network, subnet, zone, region, project, subnetRange } = GCP_TUTORIAL;

/** A node's path, and the range of its pods. */
interface BuiltNode {
  readonly path: string;
  readonly address: string;
  readonly range: string;
}

export interface BuiltFleet {
  readonly backend: GceBackend;
  readonly nodes: readonly BuiltNode[];
  /** Each route has a name and a priority that no other has. */
  readonly next: () => number;
}

const GATEWAY = `projects/${project}/global/gateways/default-internet-gateway`;
const PODS = 'pods';
const USUAL = 1000;
const LATE = 2000;

function boot(backend: GceBackend, i: number, { tags, isForwardingOff, states }: GcpFleet['nodes'][number]): BuiltNode {
  const range = states === 'a range outside' ? `10.99.${i}.0/24` : `10.200.${i}.0/24`;
  const address = `10.240.0.2${i}`;
  const { path } = backend.createInstance({
    name: workerName(i),
    zone,
    subnet,
    ip: address,
    canIpForward: !isForwardingOff,
    tags,
    ...(states === 'nothing' ? {} : { metadata: { 'pod-cidr': range } }),
  });
  return { path, address, range };
}

function hopTo({ path, address }: BuiltNode, by: 'nextHopIp' | 'nextHopInstance') {
  return by === 'nextHopIp' ? { nextHopIp: address } : { nextHopInstance: path };
}

/** Makes the fleet, with a route to each node. */
export function buildGcpFleet(backend: GceBackend, fleet: GcpFleet): BuiltFleet {
  backend.createNetwork(network);
  backend.createSubnet({ name: subnet, network, region, range: subnetRange });
  backend.createFirewall(PODS, network, {
    allowed: [{ IPProtocol: 'all' }],
    sourceRanges: ['10.200.0.0/16', '10.99.0.0/16'],
  });
  const nodes = fleet.nodes.map((node, i) => boot(backend, i, node));
  for (const [i, node] of nodes.entries()) {
    const { names = 'nextHopIp' } = fleet.nodes[i] ?? {};
    backend.addRoute({ name: `to-${i}`, network, destRange: node.range, priority: USUAL, ...hopTo(node, names) });
  }
  let count = 0;
  return { backend, nodes, next: () => (count += 1) };
}

function addRule({ backend, nodes, next }: BuiltFleet, { rule }: Extract<GcpFault, { kind: 'rule-added' }>): void {
  const { direction, action, protocol, range, node, priority, targetTags, isDisabled } = rule;
  const ranges = [range === 'of a node' ? pick(nodes, node).range : range];
  backend.createFirewall(`rule-${next()}`, network, {
    direction,
    priority,
    disabled: isDisabled,
    [action]: [{ IPProtocol: protocol }],
    ...(direction === 'INGRESS' ? { sourceRanges: ranges } : { destinationRanges: ranges }),
    ...(targetTags.length === 0 ? {} : { targetTags }),
  });
}

/** Does to a fleet what a fault says. */
export function breakGcpFleet(fleet: BuiltFleet, fault: GcpFault): void {
  const { backend, nodes, next } = fleet;
  const at = (isLate: boolean) => (isLate ? LATE : 1) + next();
  const partOf = (node: number, end: string) => pick(nodes, node).range.replace('.0/24', end);
  switch (fault.kind) {
    case 'route-deleted': {
      const name = `to-${fault.to % nodes.length}`;
      return backend.routesOf(network).some((route) => route.path.endsWith(`/${name}`))
        ? backend.deleteRoute(name)
        : undefined;
    }
    case 'route-added': {
      const { to, by, part, isLate, tags, names } = fault.route;
      const route = { name: `route-${next()}`, network, destRange: partOf(to, part), priority: at(isLate), tags };
      return void backend.addRoute({ ...route, ...hopTo(pick(nodes, by), names) });
    }
    case 'all-routed': {
      const { address } = pick(nodes, fault.by);
      const route = { name: `route-${next()}`, network, destRange: fault.range, priority: at(false) };
      return void backend.addRoute({ ...route, nextHopIp: address });
    }
    case 'gateway-routed': {
      const destRange = partOf(fault.to, fault.part);
      const route = { name: `route-${next()}`, network, destRange, priority: at(fault.isLate) };
      return void backend.addRoute({ ...route, nextHopGateway: GATEWAY });
    }
    case 'stopped':
    case 'deleted': {
      const { path } = pick(nodes, fault.node);
      const found = backend.instances().find((instance) => instance.path === path);
      if (fault.kind === 'deleted') return found === undefined ? undefined : backend.deleteInstance(path);
      return found?.status === 'RUNNING' ? backend.stop(path) : undefined;
    }
    case 'rule-added':
      return addRule(fleet, fault);
    case 'rules-deleted':
      return backend.deleteFirewall(PODS);
  }
}
