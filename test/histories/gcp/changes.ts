import { LAB } from '../../../infra/local/gcp.ts';
import { pick } from '../history.ts';
import { DESTINATIONS, GROUP_SIZE, KINDS, STATEMENTS } from '../statements.ts';
import type { TrueInstance, Truth } from '../truth.ts';
import type { GcpChange } from './history.ts';
import { boot, markOf, metadataOf, OTHER_NETWORK, type Project, standardName, ZONES } from './project.ts';

type Point = Extract<GcpChange, { do: 'point' }>;

/** Destinations for what people do by hand: those that nodes want, and wider and farther ones. */
const BY_HAND = [...DESTINATIONS, '10.200.77.0/24', '10.200.0.0/15', '10.99.0.0/24', 'fd00:10::/47'];

const LONG_GONE = '1234567890123456789';

function nameFor(destination: string, name: Point['name']): string {
  return name === 'standard' ? standardName(destination) : `${name}-${standardName(destination)}`;
}

/** What a route by hand leads to and how it is marked; undefined where there is nobody to lead to. */
function specFor(truth: Truth, { to, node }: Point, destination: string) {
  const claimer = truth.instances.find(({ statement }) => statement.ranges.includes(destination));
  const someone = pick(truth.instances, node);
  const via = (instance: TrueInstance | undefined) => {
    const address = instance?.hopFor(destination);
    return address === undefined || address === 'none' ? undefined : { nextHopIp: address };
  };
  const free = { nextHopIp: destination.includes(':') ? 'fd20:0:0:1::ff' : '10.240.0.250' };
  const elsewhere = (node % 2 === 0 ? undefined : via(someone)) ?? free;
  switch (to) {
    case 'tutorial':
      return via(claimer ?? someone);
    case 'ours':
      return claimer && via(claimer) && { ...via(claimer), description: markOf(claimer.id) };
    case 'ours, misplaced':
      return someone && { ...elsewhere, description: markOf((claimer ?? someone).id) };
    case 'ours, for nobody':
      return { ...elsewhere, description: markOf(LONG_GONE) };
    case 'other cluster':
      return { ...free, description: markOf(someone?.id ?? LONG_GONE, 'other') };
    case 'vpn':
      return { ...(via(someone) ?? free), description: 'made by somebody' };
    case 'gateway':
      return { nextHopGateway: 'default-internet-gateway' };
    case 'tagged':
      return { ...(via(someone) ?? free), tags: ['some'] };
    case 'other network':
      return { network: OTHER_NETWORK, nextHopIp: '10.250.0.9' };
    case 'instance':
      return undefined;
  }
}

function point({ gce: { world } }: Project, truth: Truth, change: Point): void {
  const destination = pick(BY_HAND, change.destination) ?? '';
  const name = nameFor(destination, change.name);
  const instance = pick(world.instances(), change.node);
  const spec =
    change.to === 'instance' ? instance && { nextHopInstance: instance.path } : specFor(truth, change, destination);
  if (spec === undefined || world.route(name) !== undefined) return;
  world.addRoute({ name, network: LAB.network, destRange: destination, ...spec });
}

function unpoint({ gce: { world } }: Project, { destination, name }: Extract<GcpChange, { do: 'unpoint' }>): void {
  const route = nameFor(pick(BY_HAND, destination) ?? '', name);
  if (world.route(route) !== undefined) world.deleteRoute(route);
}

const GROUP = STATEMENTS.slice(KINDS.group, KINDS.group + GROUP_SIZE);

function groupOf({ gce: { world } }: Project) {
  const says = new Set(GROUP.map((statement) => statement.says));
  return world
    .instances()
    .filter(({ metadata }) => says.has(metadata.items.find(({ key }) => key === 'pod-cidr')?.value));
}

/** Plain machines take addresses that a route may still lead to. */
function bootPlain(project: Project, truth: Truth, number: number): void {
  const taken = new Set(truth.instances.map((each) => each.hopFor('10.200.0.0/24')));
  const led = truth.routes.map(({ hop }) => hop).filter((hop) => hop.startsWith('10.240.0.') && !taken.has(hop));
  const ip = pick(led, number);
  if (ip === undefined) return;
  project.made += 1;
  project.gce.world.createInstance({ name: `plain-${project.made}`, zone: LAB.zone, subnet: LAB.subnet, ip });
}

function onNode({ gce: { world } }: Project, change: Extract<GcpChange, { node: number }>): void {
  const instance = pick(world.instances(), change.node);
  if (instance === undefined) return;
  switch (change.do) {
    case 'delete':
      return world.deleteInstance(instance);
    case 'stop':
      return world.stop(instance);
    case 'start':
      return world.start(instance);
    case 'recreate':
      return void world.recreate(instance);
    case 'preempt':
      return world.preempt(instance, change.node % 2 === 0 ? 'stop' : 'delete');
    case 'host error':
      return world.hostError(instance);
    case 'restate':
      return world.setMetadata(instance, metadataOf(pick(STATEMENTS, change.says)?.says));
    case 'plain':
    case 'point':
      return;
  }
}

/** Carries out a change of the world, where it makes sense now. */
export function carryOut(project: Project, truth: Truth, change: GcpChange): void {
  const { gce } = project;
  switch (change.do) {
    case 'boot':
      return void boot(project, pick(STATEMENTS, change.says)?.says, change);
    case 'plain':
      return bootPlain(project, truth, change.node);
    case 'group boots':
      if (groupOf(project).length === 0) for (const { says } of GROUP) boot(project, says);
      return;
    case 'group ends':
    case 'group vanishes':
      for (const instance of groupOf(project)) gce.world.deleteInstance(instance);
      return;
    case 'settle':
      return gce.settle();
    case 'point':
      return point(project, truth, change);
    case 'unpoint':
      return unpoint(project, change);
    case 'zone': {
      const zone = pick(ZONES, change.zone) ?? LAB.zone;
      if (!gce.unreachableZones.delete(zone)) gce.unreachableZones.add(zone);
      return;
    }
    default:
      return onNode(project, change);
  }
}
