import { createLabNetwork, lab, type LabNetwork, type LocalEc2 } from '../../infra/local/ec2/index.ts';

/** Settings under which a fleet of up to 16,384 nodes has room. */
export const FLEET_SETTINGS = { CLUSTER_CIDR: '10.0.0.0/10' };

/** The pod range of node `i` of a fleet. */
export const fleetCidr = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;

/** A VPC with room for a fleet, and the tables of its cluster. */
export interface Ground extends LabNetwork {
  readonly tables: readonly string[];
  /** Launches node `i`; it is pending. */
  readonly launch: (i: number) => string;
}

/** Makes a VPC with room for thousands of nodes, whose cluster has so many route tables. */
export function groundFor(ec2: LocalEc2, tables: number): Ground {
  const { world } = ec2;
  const network = createLabNetwork(world);
  const { vpcId } = network;
  world.settings.routeQuota = 20_000;
  world.associateCidr(vpcId, '172.20.0.0/16');
  const { id: subnetId } = world.createSubnet({ vpcId, cidr: '172.20.0.0/16' });
  const more = Array.from({ length: tables - 1 }, () => world.createRouteTable({ vpcId, tags: lab.clusterTag }).id);
  return {
    ...network,
    tables: [network.routeTableId, ...more],
    launch: (i) => world.runInstance({ subnetId, userData: `name=node-${i}|pod-cidr=${fleetCidr(i)}` }).id,
  };
}
