import {
  AWS_TUTORIAL,
  createTutorialNetwork,
  type LocalEc2,
  type TutorialNetwork,
} from '../../../../infra/local/aws.ts';
import { pick } from '../pick.ts';
import type { AwsFleet } from './fleet.ts';

type Backend = LocalEc2['backend'];

/** A node, and the range of its pods. */
interface BuiltNode {
  readonly id: string;
  readonly range: string;
}

/** A fleet in a local EC2, in good health. */
export interface BuiltFleet {
  readonly backend: Backend;
  readonly network: TutorialNetwork;
  readonly subnets: readonly string[];
  readonly tables: readonly string[];
  readonly nodes: readonly BuiltNode[];
}

interface Subnet {
  readonly id: string;
  readonly newTables: readonly string[];
}

function addSubnet(backend: Backend, network: TutorialNetwork, i: number, table: AwsFleet['subnets'][number]): Subnet {
  const { vpcId, routeTableId } = network;
  const cidr = `10.241.${i}.0/24`;
  backend.associateCidr(vpcId, cidr);
  const { id } = backend.createSubnet({ vpcId, cidr });
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
  backend: Backend,
  { securityGroupId }: TutorialNetwork,
  subnets: readonly string[],
  i: number,
  { subnet, second, states }: AwsFleet['nodes'][number],
): BuiltNode {
  const groupIds = [securityGroupId];
  const range = states === 'a range outside' ? `10.99.${i}.0/24` : `10.200.${i}.0/24`;
  const others = second === null ? [] : [{ subnetId: pick(subnets, second.subnet), groupIds, deviceIndex: 1 }];
  const { id } = backend.runInstance({
    interfaces: [{ subnetId: pick(subnets, subnet), groupIds, deviceIndex: 0 }, ...others],
    tags: { Name: `worker-${i}`, ...AWS_TUTORIAL.clusterTag },
    ...(states === 'nothing' ? {} : { userData: `pod-cidr=${range}` }),
  });
  for (const { id: nic, attachment } of backend.interfacesOf(id)) {
    backend.setSourceDestCheck(nic, attachment?.deviceIndex === 1 && second?.isCheckOn === true);
  }
  return { id, range };
}

/** Makes the fleet, with a route to each node in each table of the cluster: to the second interface where there is one. */
export function buildAwsFleet({ backend }: LocalEc2, fleet: AwsFleet): BuiltFleet {
  const network = createTutorialNetwork(backend);
  backend.allowFrom(network.securityGroupId, '10.99.0.0/16');
  const added = fleet.subnets.map((table, i) => addSubnet(backend, network, i, table));
  const subnets = [network.subnetId, ...added.map(({ id }) => id)];
  const tables = [network.routeTableId, ...added.flatMap(({ newTables }) => newTables)];
  const nodes = fleet.nodes.map((node, i) => boot(backend, network, subnets, i, node));
  backend.settle();
  for (const { id, range } of nodes) {
    const target = backend.interfacesOf(id).at(-1)?.id ?? '';
    for (const table of tables) backend.createRoute(table, range, { field: 'networkInterfaceId', id: target });
  }
  return { backend, network, subnets, tables, nodes };
}
