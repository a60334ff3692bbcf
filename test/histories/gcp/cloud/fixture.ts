import { GCP_TUTORIAL, type LocalGce, seedTutorialNetwork } from '../../../../infra/local/gcp.ts';
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

export const ownershipMarker = (instance: string, cluster: string = GCP_TUTORIAL.network) =>
  `podroutes cluster=${cluster} node=n instance=${instance}`;

export const metadataFor = (says: string | undefined) => ({
  token: SECRET,
  ...(says === undefined ? {} : { 'pod-cidr': says }),
});

export function boot(
  fixture: GcpFixture,
  says: string | undefined,
  { zone = 2, dual = false, slow = false, prefix = 'node' } = {},
) {
  fixture.clock.advance(1000);
  fixture.createdCount += 1;
  const spec = {
    name: `${prefix}-${fixture.createdCount}`,
    zone: ZONES[zone % ZONES.length] ?? GCP_TUTORIAL.zone,
    canIpForward: true,
    metadata: metadataFor(says),
  };
  const subnet = dual ? DUAL_SUBNET : GCP_TUTORIAL.subnet;
  const nic = { subnetwork: subnet, ...(dual ? { stackType: 'IPV4_IPV6' } : {}) };
  return fixture.gce.backend.createInstance(
    { ...spec, subnet, input: { networkInterfaces: [nic] } },
    slow ? 'gradually' : 'atOnce',
  );
}

function seedNetwork(fixture: GcpFixture): void {
  const { backend } = fixture.gce;
  seedTutorialNetwork(backend);
  const { network, region } = GCP_TUTORIAL;
  backend.createSubnet({ name: DUAL_SUBNET, network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:0:0:1::/64' });
  backend.createSubnet({ name: 'inner', network, region, range: RESERVED });
  backend.createNetwork(OTHER_NETWORK);
  backend.createSubnet({ name: 'far', network: OTHER_NETWORK, region, range: '10.250.0.0/24' });
}

/** Nodes that are there already, with the routes that the function made for them. */
function seedNodes(fixture: GcpFixture, { nodes, hasGroup }: GcpSetup): void {
  const { backend } = fixture.gce;
  const claims: ClaimSample[] = [
    ...CLAIM_SAMPLES.slice(0, nodes),
    ...(hasGroup ? CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE) : []),
  ];
  for (const { text, ranges } of claims) {
    const { id, nics } = boot(fixture, text);
    for (const range of ranges) {
      const route = {
        name: routeNameFor(range),
        network: GCP_TUTORIAL.network,
        destRange: range,
        description: ownershipMarker(id),
      };
      backend.addRoute({ ...route, nextHopIp: nics[0]?.ip ?? '' });
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
