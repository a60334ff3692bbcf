import { GCP_TUTORIAL, type GceBackend, workerName } from '../../../../infra/local/gcp.ts';
import { type Families, nodeRanges, partOf, protocolIn, rangeIn } from '../families.ts';
import { pick } from '../pick.ts';
import type { GcpFault, GcpFleet } from './fleet.ts';

const { network, subnet, zone, region, project, subnetRange } = GCP_TUTORIAL;

/** A node's path, and the range of its pods. */
interface BuiltNode {
  readonly path: string;
  readonly addresses: readonly string[];
  /** The range that faults are about. */
  readonly range: string;
  readonly ranges: readonly string[];
}

export interface BuiltFleet {
  readonly families: Families;
  readonly backend: GceBackend;
  readonly nodes: readonly BuiltNode[];
  /** Each route has a name and a priority that no other has. */
  readonly next: () => number;
}

const GATEWAY = `projects/${project}/global/gateways/default-internet-gateway`;
const PODS = 'pods';
const USUAL = 1000;
const LATE = 2000;

function boot(
  { backend, families }: Pick<BuiltFleet, 'backend' | 'families'>,
  i: number,
  { tags, isForwardingOff, states }: GcpFleet['nodes'][number],
): BuiltNode {
  const ranges = nodeRanges(families, i, states === 'a range outside');
  const isDual = families === 'dual stack';
  const [ip, ipv6] = [`10.240.0.2${i}`, `fd20:0:0:1::2${i}`];
  const { path } = backend.createInstance({
    name: workerName(i),
    zone,
    subnet,
    ip,
    ...(isDual ? { ipv6 } : {}),
    canIpForward: !isForwardingOff,
    tags,
    ...(states === 'nothing' ? {} : { metadata: { 'pod-cidr': ranges.join() } }),
  });
  return { path, ranges, range: ranges.at(-1) ?? '', addresses: isDual ? [ip, ipv6] : [ip] };
}

function hopTo({ path, addresses }: BuiltNode, destRange: string, by: 'nextHopIp' | 'nextHopInstance') {
  const nextHopIp = addresses.find((address) => address.includes(':') === destRange.includes(':')) ?? '';
  return { destRange, ...(by === 'nextHopIp' ? { nextHopIp } : { nextHopInstance: path }) };
}

/** A rule is for one family. */
function allowPods(backend: GceBackend, families: Families): void {
  const allowed = [{ IPProtocol: 'all' }];
  const sourceRanges = ['10.200.0.0/16', '10.99.0.0/16'];
  const ranges = sourceRanges.map((range) => rangeIn(families, range));
  backend.createFirewall(PODS, network, { allowed, sourceRanges: ranges });
  if (families === 'dual stack') backend.createFirewall(`${PODS}-ipv4`, network, { allowed, sourceRanges });
}

/** Makes the fleet, with a route to each node. */
export function buildGcpFleet(backend: GceBackend, fleet: GcpFleet): BuiltFleet {
  backend.createNetwork(network);
  const { families } = fleet;
  const ipv6Range = families === 'IPv4' ? {} : { ipv6Range: 'fd20:0:0:1::/64' };
  backend.createSubnet({ name: subnet, network, region, range: subnetRange, ...ipv6Range });
  allowPods(backend, families);
  const nodes = fleet.nodes.map((node, i) => boot({ backend, families }, i, node));
  for (const [i, node] of nodes.entries()) {
    const { names = 'nextHopIp' } = fleet.nodes[i] ?? {};
    for (const range of node.ranges) {
      const name = range === node.range ? `to-${i}` : `to-${i}-ipv4`;
      backend.addRoute({ name, network, priority: USUAL, ...hopTo(node, range, names) });
    }
  }
  let count = 0;
  return { families, backend, nodes, next: () => (count += 1) };
}

function addRule(
  { families, backend, nodes, next }: BuiltFleet,
  { rule }: Extract<GcpFault, { kind: 'rule-added' }>,
): void {
  const { direction, action, protocol, range, node, priority, targetTags, isDisabled } = rule;
  const ranges = [range === 'of a node' ? pick(nodes, node).range : rangeIn(families, range)];
  backend.createFirewall(`rule-${next()}`, network, {
    direction,
    priority,
    disabled: isDisabled,
    [action]: [{ IPProtocol: protocol === 'all' ? protocol : protocolIn(families, protocol) }],
    ...(direction === 'INGRESS' ? { sourceRanges: ranges } : { destinationRanges: ranges }),
    ...(targetTags.length === 0 ? {} : { targetTags }),
  });
}

/** Does to a fleet what a fault says. */
export function breakGcpFleet(fleet: BuiltFleet, fault: GcpFault): void {
  const { backend, nodes, next } = fleet;
  const at = (isLate: boolean) => (isLate ? LATE : 1) + next();
  switch (fault.kind) {
    case 'route-deleted': {
      const name = `to-${fault.to % nodes.length}`;
      return backend.routesOf(network).some((route) => route.path.endsWith(`/${name}`))
        ? backend.deleteRoute(name)
        : undefined;
    }
    case 'route-added': {
      const { to, by, part, isLate, tags, names } = fault.route;
      const route = { name: `route-${next()}`, network, priority: at(isLate), tags };
      return void backend.addRoute({ ...route, ...hopTo(pick(nodes, by), partOf(pick(nodes, to).range, part), names) });
    }
    case 'all-routed': {
      const route = { name: `route-${next()}`, network, priority: at(false) };
      const destRange = rangeIn(fleet.families, fault.range);
      return void backend.addRoute({ ...route, ...hopTo(pick(nodes, fault.by), destRange, 'nextHopIp') });
    }
    case 'gateway-routed': {
      const destRange = partOf(pick(nodes, fault.to).range, fault.part);
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
