import {
  AWS_TUTORIAL,
  createTutorialNetwork,
  type LocalEc2,
  type TutorialNetwork,
} from '../../../../infra/local/aws.ts';
import { type Families, nodeRanges, rangeIn } from '../families.ts';
import { pick } from '../pick.ts';
import type { AwsFleet } from './fleet.ts';

type Backend = LocalEc2['backend'];

/** A node, and the range of its pods. */
interface BuiltNode {
  readonly id: string;
  /** The range that faults are about. */
  readonly range: string;
  readonly ranges: readonly string[];
}

/** A fleet in a local EC2, in good health. */
export interface BuiltFleet {
  readonly families: Families;
  readonly backend: Backend;
  readonly network: TutorialNetwork;
  readonly groupIds: readonly string[];
  readonly subnets: readonly string[];
  readonly tables: readonly string[];
  readonly nodes: readonly BuiltNode[];
}

interface Subnet {
  readonly id: string;
  readonly newTables: readonly string[];
}

type Made = Pick<BuiltFleet, 'backend' | 'network' | 'families'>;

function addSubnet({ backend, network, families }: Made, i: number, table: AwsFleet['subnets'][number]): Subnet {
  const { vpcId, routeTableId } = network;
  const cidr = `10.241.${i}.0/24`;
  backend.associateCidr(vpcId, cidr);
  const ipv6 = families === 'IPv4' ? {} : { ipv6Cidr: `fd00:ec2:1:${i}::/64` };
  const { id } = backend.createSubnet({ vpcId, cidr, ...ipv6 });
  switch (table) {
    case 'main table':
      return { id, newTables: [] };
    case 'table of the cluster':
      backend.associateRouteTable(routeTableId, id);
      return { id, newTables: [] };
    case 'own table': {
      const own = backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag });
      backend.associateRouteTable(own.id, id);
      return { id, newTables: [own.id] };
    }
  }
}

function boot(
  { backend, subnets, groupIds, families }: Omit<BuiltFleet, 'nodes'>,
  i: number,
  { subnet, second, states }: AwsFleet['nodes'][number],
): BuiltNode {
  const ranges = nodeRanges(families, i, states === 'a range outside');
  const others = second === null ? [] : [{ subnetId: pick(subnets, second.subnet), groupIds, deviceIndex: 1 }];
  const { id } = backend.runInstance({
    interfaces: [{ subnetId: pick(subnets, subnet), groupIds, deviceIndex: 0 }, ...others],
    tags: { Name: `worker-${i}`, ...AWS_TUTORIAL.clusterTag },
    ...(states === 'nothing' ? {} : { userData: `pod-cidr=${ranges.join()}` }),
  });
  for (const { id: nic, attachment } of backend.interfacesOf(id)) {
    backend.setSourceDestCheck(nic, attachment?.deviceIndex === 1 && second?.isCheckOn === true);
  }
  return { id, ranges, range: ranges.at(-1) ?? '' };
}

/** A group that was there before its VPC had IPv6 lets none out: another one does. */
function allowPods({ backend, network: { vpcId, securityGroupId }, families }: Made): string[] {
  backend.allowFrom(securityGroupId, '10.99.0.0/16');
  if (families === 'IPv4') return [securityGroupId];
  const { id } = backend.createSecurityGroup({ vpcId, name: 'dual', description: 'IPv6' });
  for (const range of ['10.200.0.0/16', '10.99.0.0/16']) backend.allowFrom(id, rangeIn(families, range));
  return [securityGroupId, id];
}

/** Makes the fleet, with a route to each node in each table of the cluster: to the second interface where there is one. */
export function buildAwsFleet({ backend }: LocalEc2, fleet: AwsFleet): BuiltFleet {
  const network = createTutorialNetwork(backend);
  const { families } = fleet;
  const made = { backend, network, families };
  const isDual = families === 'dual stack';
  if (isDual) backend.associateCidr(network.vpcId, 'fd00:ec2:1::/56');
  const groupIds = allowPods(made);
  // The lab's subnet has no IPv6.
  const added = [...(isDual ? (['table of the cluster'] as const) : []), ...fleet.subnets].map((table, i) =>
    addSubnet(made, i, table),
  );
  const subnets = [...(isDual ? [] : [network.subnetId]), ...added.map(({ id }) => id)];
  const tables = [network.routeTableId, ...added.flatMap(({ newTables }) => newTables)];
  const built = { ...made, groupIds, subnets, tables };
  const nodes = fleet.nodes.map((node, i) => boot(built, i, node));
  backend.settle();
  for (const { id, ranges } of nodes) {
    const target = { field: 'networkInterfaceId', id: backend.interfacesOf(id).at(-1)?.id ?? '' } as const;
    for (const table of tables) for (const range of ranges) backend.createRoute(table, range, target);
  }
  return { ...built, nodes };
}
