import { LAB, type LocalGce, seedLabNetwork } from '../../../../infra/local/gcp.ts';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { familyOf } from '../../oracle/reference-cidr.ts';
import { SECRET } from '../../generate/secret.ts';
import { GROUP_SIZE, CLAIM_INDEX, RESERVED, type ClaimSample, CLAIM_SAMPLES } from '../../generate/claim-samples.ts';
import type { GcpSetup } from '../history.ts';

export const ZONES = ['us-west1-a', 'us-west1-b', 'us-west1-c'];
const DUAL_SUBNET = 'six';
export const OTHER_NETWORK = 'elsewhere';

const START = Date.parse('2026-01-01T00:00:00Z');

/** A project with the lab's network, a subnet of both families, and another network. */
export interface GcpFixture {
  readonly gce: LocalGce;
  readonly clock: ManualClock;
  /** How many instances were made: the next one's name. */
  createdCount: number;
}

/** The name that the function gives the route to a range. */
export const routeNameFor = (range: string) =>
  `kubernetes-route-${range.replace(familyOf(range) === 'ipv4' ? /[./]/g : /[:/]/g, '-')}`;

export const ownershipMarker = (instance: string, cluster: string = LAB.network) =>
  `podroutes cluster=${cluster} node=n instance=${instance}`;

export const metadataFor = (says: string | undefined) => ({
  token: SECRET,
  ...(says === undefined ? {} : { 'pod-cidr': says }),
});

export function boot(fixture: GcpFixture, says: string | undefined, { zone = 2, dual = false, slow = false } = {}) {
  fixture.clock.pass(1000);
  fixture.createdCount += 1;
  const spec = {
    name: `node-${fixture.createdCount}`,
    zone: ZONES[zone % ZONES.length] ?? LAB.zone,
    canIpForward: true,
    metadata: metadataFor(says),
  };
  const subnet = dual ? DUAL_SUBNET : LAB.subnet;
  const nic = { subnetwork: subnet, ...(dual ? { stackType: 'IPV4_IPV6' } : {}) };
  return fixture.gce.world.createInstance(
    { ...spec, subnet, input: { networkInterfaces: [nic] } },
    slow ? 'gradually' : 'atOnce',
  );
}

function seedNetwork(fixture: GcpFixture): void {
  const { world } = fixture.gce;
  seedLabNetwork(world);
  const { network, region } = LAB;
  world.createSubnet({ name: DUAL_SUBNET, network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:0:0:1::/64' });
  world.createSubnet({ name: 'inner', network, region, range: RESERVED });
  world.createNetwork(OTHER_NETWORK);
  world.createSubnet({ name: 'far', network: OTHER_NETWORK, region, range: '10.250.0.0/24' });
}

/** Nodes that are there already, with the routes that the function made for them. */
function seedNodes(fixture: GcpFixture, { nodes, hasGroup }: GcpSetup): void {
  const { world } = fixture.gce;
  const claims: ClaimSample[] = [
    ...CLAIM_SAMPLES.slice(0, nodes),
    ...(hasGroup ? CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE) : []),
  ];
  for (const { text, ranges } of claims) {
    const { id, nics } = boot(fixture, text);
    for (const range of ranges) {
      const route = {
        name: routeNameFor(range),
        network: LAB.network,
        destRange: range,
        description: ownershipMarker(id),
      };
      world.addRoute({ ...route, nextHopIp: nics[0]?.ip ?? '' });
    }
  }
}

/** Starts `server` anew with a project as `setup` says. */
export function openGcpFixture(server: LocalGce, setup: GcpSetup): GcpFixture {
  const clock = new ManualClock(START);
  const gce = server.renew({ now: clock.now, maxPage: setup.smallPages ? 3 : 500, operationSteps: 2 });
  const fixture = { gce, clock, createdCount: 0 };
  seedNetwork(fixture);
  seedNodes(fixture, setup);
  return fixture;
}
