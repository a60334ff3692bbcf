import { LAB, type LocalGce, seedLabNetwork } from '../../../infra/local/gcp.ts';
import { ManualClock } from '../../../infra/local/simulation.ts';
import { familyOf } from '../ranges.ts';
import { SECRET } from '../secret.ts';
import { GROUP_SIZE, KINDS, RESERVED, type Statement, STATEMENTS } from '../statements.ts';
import type { GcpSetup } from './history.ts';

export const ZONES = ['us-west1-a', 'us-west1-b', 'us-west1-c'];
const DUAL_SUBNET = 'six';
export const OTHER_NETWORK = 'elsewhere';

const START = Date.parse('2026-01-01T00:00:00Z');

/** A project with the lab's network, a subnet of both families, and another network. */
export interface Project {
  readonly gce: LocalGce;
  readonly clock: ManualClock;
  /** How many instances were made: the next one's name. */
  made: number;
}

/** The name that the function gives the route to a range. */
export const standardName = (range: string) =>
  `kubernetes-route-${range.replace(familyOf(range) === 'ipv4' ? /[./]/g : /[:/]/g, '-')}`;

export const markOf = (instance: string, cluster: string = LAB.network) =>
  `podroutes cluster=${cluster} node=n instance=${instance}`;

export const metadataOf = (says: string | undefined) => ({
  token: SECRET,
  ...(says === undefined ? {} : { 'pod-cidr': says }),
});

export function boot(project: Project, says: string | undefined, { zone = 2, dual = false, slow = false } = {}) {
  project.clock.pass(1000);
  project.made += 1;
  const spec = {
    name: `node-${project.made}`,
    zone: ZONES[zone % ZONES.length] ?? LAB.zone,
    canIpForward: true,
    metadata: metadataOf(says),
  };
  const subnet = dual ? DUAL_SUBNET : LAB.subnet;
  const nic = { subnetwork: subnet, ...(dual ? { stackType: 'IPV4_IPV6' } : {}) };
  return project.gce.world.createInstance(
    { ...spec, subnet, input: { networkInterfaces: [nic] } },
    slow ? 'gradually' : 'atOnce',
  );
}

function seed(project: Project): void {
  const { world } = project.gce;
  seedLabNetwork(world);
  const { network, region } = LAB;
  world.createSubnet({ name: DUAL_SUBNET, network, region, range: '10.241.0.0/24', ipv6Range: 'fd20:0:0:1::/64' });
  world.createSubnet({ name: 'inner', network, region, range: RESERVED });
  world.createNetwork(OTHER_NETWORK);
  world.createSubnet({ name: 'far', network: OTHER_NETWORK, region, range: '10.250.0.0/24' });
}

/** Nodes that are there already, with the routes that the function made for them. */
function raise(project: Project, { fleet, group }: GcpSetup): void {
  const { world } = project.gce;
  const statements: Statement[] = [
    ...STATEMENTS.slice(0, fleet),
    ...(group ? STATEMENTS.slice(KINDS.group, KINDS.group + GROUP_SIZE) : []),
  ];
  for (const { says, ranges } of statements) {
    const { id, nics } = boot(project, says);
    for (const range of ranges) {
      const route = { name: standardName(range), network: LAB.network, destRange: range, description: markOf(id) };
      world.addRoute({ ...route, nextHopIp: nics[0]?.ip ?? '' });
    }
  }
}

/** Starts `server` anew with a project as `setup` says. */
export function openProject(server: LocalGce, setup: GcpSetup): Project {
  const clock = new ManualClock(START);
  const gce = server.renew({ now: clock.now, maxPage: setup.smallPages ? 3 : 500, operationSteps: 2 });
  const project = { gce, clock, made: 0 };
  seed(project);
  raise(project, setup);
  return project;
}
