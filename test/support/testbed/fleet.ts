import { createTutorialNetwork, AWS_TUTORIAL, type TutorialNetwork, type LocalEc2 } from '../../../infra/local/aws.ts';

/** Settings under which a fleet of up to 16,384 nodes has room. */
export const FLEET_SETTINGS = { CLUSTER_CIDR: '10.0.0.0/10' };

/** The pod range of node `i` of a fleet. */
export const fleetCidr = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;

/** A VPC with room for a fleet, and the tables of its cluster. */
export interface FleetNetwork extends TutorialNetwork {
  readonly tables: readonly string[];
  /** Launches node `i`; it is pending. */
  readonly launch: (i: number) => string;
  /** Launches a node that asks for a range by its tag, as one of a group does; it is pending. */
  readonly launchAsking: () => string;
  /** Launches node `i` and does all that there is to do about it. */
  readonly launchSettled: (i: number) => string;
}

/** Makes room for thousands of nodes in a VPC of the lab, a new one if none is given, and so many route tables. */
export function fleetNetworkFor(
  { backend }: LocalEc2,
  tables = 1,
  network = createTutorialNetwork(backend),
): FleetNetwork {
  const { vpcId } = network;
  backend.settings.routeQuota = 20_000;
  backend.associateCidr(vpcId, '172.20.0.0/16');
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '172.20.0.0/16' });
  const more = Array.from(
    { length: tables - 1 },
    () => backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag }).id,
  );
  const all = [network.routeTableId, ...more];
  const launch = (i: number) =>
    backend.runInstance({ subnetId, userData: `name=node-${i}|pod-cidr=${fleetCidr(i)}` }).id;
  const launchAsking = () => backend.runInstance({ subnetId, tags: { 'pod-cidr': 'auto' } }).id;
  const launchSettled = (i: number) => {
    const id = launch(i);
    backend.setSourceDestCheck(id, false);
    backend.settleInstance(id, 'pending');
    for (const table of all) backend.createRoute(table, fleetCidr(i), { field: 'instanceId', id });
    return id;
  };
  return { ...network, tables: all, launch, launchAsking, launchSettled };
}
