import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { pick } from '../../generate/history.ts';
import { DESTINATIONS, GROUP_SIZE, CLAIM_INDEX, CLAIM_SAMPLES, REQUEST } from '../../generate/claim-samples.ts';
import { type ActualInstance, type GroundTruth, holderOf } from '../../oracle/ground-truth.ts';
import type { GcpChange } from '../history.ts';
import { boot, ownershipMarker, metadataFor, OTHER_NETWORK, type GcpFixture, routeNameFor, ZONES } from './fixture.ts';

type SetRoute = Extract<GcpChange, { do: 'set route' }>;

/** Destinations for what people do by hand: those that nodes want, and wider and farther ones. */
const MANUAL_DESTINATIONS = [
  ...DESTINATIONS,
  '10.200.77.0/24',
  '10.200.0.0/15',
  '10.99.0.0/24',
  'fd00:10::/47',
  '10.200.0.0/16',
];

const DELETED_INSTANCE_ID = '1234567890123456789';

function nameFor(destination: string, name: SetRoute['name']): string {
  return name === 'standard' ? routeNameFor(destination) : `${name}-${routeNameFor(destination)}`;
}

/** What a route by hand leads to and how it is marked; undefined where there is nobody to lead to. */
function routeSpecFor(truth: GroundTruth, { to, node }: SetRoute, destination: string) {
  const claimant = truth.instances.find(({ claim }) => claim.ranges.includes(destination));
  const someone = pick(truth.instances, node);
  const via = (instance: ActualInstance | undefined) => {
    const address = instance?.nextHopFor(destination);
    return address === undefined || address === 'none' ? undefined : { nextHopIp: address };
  };
  const free = { nextHopIp: destination.includes(':') ? 'fd20:0:0:1::ff' : '10.240.0.250' };
  const elsewhere = (node % 2 === 0 ? undefined : via(someone)) ?? free;
  switch (to) {
    case 'tutorial':
      return via(claimant ?? someone);
    case 'ours':
      return claimant && via(claimant) && { ...via(claimant), description: ownershipMarker(claimant.id) };
    case 'ours, misplaced':
      return someone && { ...elsewhere, description: ownershipMarker((claimant ?? someone).id) };
    case 'ours, for nobody':
      return { ...elsewhere, description: ownershipMarker(DELETED_INSTANCE_ID) };
    case 'other cluster':
      return { ...free, description: ownershipMarker(someone?.id ?? DELETED_INSTANCE_ID, 'other') };
    case 'theirs':
      return claimant && via(claimant) && { ...via(claimant), description: 'made by somebody' };
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

function setManualRoute({ gce: { backend } }: GcpFixture, truth: GroundTruth, change: SetRoute): void {
  const destination = pick(MANUAL_DESTINATIONS, change.destination) ?? '';
  const name = nameFor(destination, change.name);
  const instance = pick(backend.instances(), change.node);
  const spec =
    change.to === 'instance'
      ? instance && { nextHopInstance: instance.path }
      : routeSpecFor(truth, change, destination);
  if (spec === undefined || backend.route(name) !== undefined) return;
  backend.addRoute({ name, network: GCP_TUTORIAL.network, destRange: destination, ...spec });
}

function removeManualRoute(
  { gce: { backend } }: GcpFixture,
  { destination, name }: Extract<GcpChange, { do: 'remove route' }>,
): void {
  const route = nameFor(pick(MANUAL_DESTINATIONS, destination) ?? '', name);
  if (backend.route(route) !== undefined) backend.deleteRoute(route);
}

const GROUP = CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE);

function groupMembers({ gce: { backend } }: GcpFixture) {
  const says = new Set(GROUP.map((claim) => claim.text));
  return backend
    .instances()
    .filter(({ metadata }) => says.has(metadata.items.find(({ key }) => key === 'pod-cidr')?.value));
}

/** Plain machines take addresses that a route may still lead to. */
function bootUnrelated(fixture: GcpFixture, truth: GroundTruth, number: number): void {
  const taken = new Set(truth.instances.map((each) => each.nextHopFor('10.200.0.0/24')));
  const led = truth.routes
    .map(({ nextHop }) => nextHop)
    .filter((nextHop) => nextHop.startsWith('10.240.0.') && !taken.has(nextHop));
  const ip = pick(led, number);
  if (ip === undefined) return;
  fixture.createdCount += 1;
  fixture.gce.backend.createInstance({
    name: `plain-${fixture.createdCount}`,
    zone: GCP_TUTORIAL.zone,
    subnet: GCP_TUTORIAL.subnet,
    ip,
  });
}

function changeNode(
  { gce: { backend } }: GcpFixture,
  truth: GroundTruth,
  change: Extract<GcpChange, { node: number }>,
): void {
  const instance = pick(backend.instances(), change.node);
  if (instance === undefined) return;
  switch (change.do) {
    case 'delete':
      return backend.deleteInstance(instance);
    case 'stop':
      return backend.stop(instance);
    case 'start':
      return backend.start(instance);
    case 'recreate':
      return void backend.recreate(instance);
    case 'preempt':
      return backend.preempt(instance, change.node % 2 === 0 ? 'stop' : 'delete');
    case 'host error':
      return backend.hostError(instance);
    case 'update claim':
      return backend.setMetadata(instance, metadataFor(pick(CLAIM_SAMPLES, change.says)?.text));
    case 'copy claim': {
      const text = pick(truth.instances, change.from)?.claim.text;
      return text === undefined ? undefined : backend.setMetadata(instance, metadataFor(text));
    }
    case 'remove own route': {
      const route = truth.routes.find(({ holder, foreign }) => holder?.id === instance.id && !foreign);
      return route === undefined ? undefined : backend.deleteRoute(route.key);
    }
    case 'boot unrelated':
    case 'set route':
      return;
  }
}

const isMember = ({ path }: { readonly path: string }) => path.includes('/instances/worker-');

function scaleDown({ gce: { backend } }: GcpFixture, count: number): void {
  for (const instance of backend.instances().filter(isMember).slice(-count)) backend.deleteInstance(instance);
}

/** Carries out a change of the world, where it makes sense now. */
export function applyChange(fixture: GcpFixture, truth: GroundTruth, change: GcpChange): void {
  const { gce } = fixture;
  switch (change.do) {
    case 'boot':
      return void boot(fixture, pick(CLAIM_SAMPLES, change.says)?.text, change);
    case 'boot unrelated':
      return bootUnrelated(fixture, truth, change.node);
    case 'group boots':
      if (groupMembers(fixture).length === 0) for (const { text } of GROUP) boot(fixture, text);
      return;
    case 'group ends':
    case 'group vanishes':
      for (const instance of groupMembers(fixture)) gce.backend.deleteInstance(instance);
      return;
    case 'holder ends': {
      const holder = holderOf(truth, pick(DESTINATIONS, change.destination) ?? '');
      const instance = gce.backend.instances().find(({ id }) => id === holder?.id);
      return instance === undefined ? undefined : gce.backend.deleteInstance(instance);
    }
    case 'settle':
      return gce.settle();
    case 'scale up':
      for (let i = 0; i < change.count; i += 1) boot(fixture, REQUEST.text, { dual: change.dual, prefix: 'worker' });
      return;
    case 'scale down':
      return scaleDown(fixture, change.count);
    case 'set route':
      return setManualRoute(fixture, truth, change);
    case 'remove route':
      return removeManualRoute(fixture, change);
    case 'toggle zone': {
      const zone = pick(ZONES, change.zone) ?? GCP_TUTORIAL.zone;
      if (!gce.unreachableZones.delete(zone)) gce.unreachableZones.add(zone);
      return;
    }
    default:
      return changeNode(fixture, truth, change);
  }
}
