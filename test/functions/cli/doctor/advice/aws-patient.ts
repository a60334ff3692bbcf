import { AWS_TUTORIAL, createTutorialNetwork, type LocalEc2, startLocalEc2 } from '../../../../../infra/local/aws.ts';
import { emulateAwsCli } from '../support/aws-cli-emulator.ts';
import { environment } from './command-line.ts';
import { type Fleet, leftoverRanges } from './fleet.ts';
import { isFor, type Patient, rangesIn } from './patient.ts';

const GARBAGE = new Uint8Array([0x1f, 0x8b, 1, 2, 3]);
const OTHER = { 'kubernetes.io/cluster/other': 'owned' };
const CLUSTER_TAGS = { ours: AWS_TUTORIAL.clusterTag, unknown: {}, other: OTHER } as const;

type Tutorial = ReturnType<typeof createTutorialNetwork>;

/** The tables of the cluster, and where its nodes are. */
function layOut({ backend }: LocalEc2, network: Tutorial, { tables }: Fleet) {
  const { vpcId, subnetId, routeTableId, gatewayId } = network;
  const internet = { field: 'gatewayId', id: gatewayId } as const;
  if (tables === 'one') return { tables: [routeTableId], subnets: [subnetId] };
  backend.associateCidr(vpcId, '10.241.0.0/24');
  const { id: second } = backend.createSubnet({ vpcId, cidr: '10.241.0.0/24' });
  if (tables === 'stray') return { tables: [routeTableId], subnets: [subnetId, second] };
  const { id: more } = backend.createRouteTable({ vpcId, tags: AWS_TUTORIAL.clusterTag });
  if (tables === 'two') backend.associateRouteTable(more, second);
  if (tables !== 'spare') backend.createRoute(more, '0.0.0.0/0', internet);
  if (tables === 'two') return { tables: [routeTableId, more], subnets: [subnetId, second] };
  const [main] = [...backend.state.routeTables.values()].filter((table) => table.vpcId === vpcId).map(({ id }) => id);
  if (main !== undefined) backend.createRoute(main, '0.0.0.0/0', internet);
  return { tables: [routeTableId], subnets: [subnetId, second] };
}

function closeFilters({ backend }: LocalEc2, { securityGroupId, vpcId }: Tutorial, { filter }: Fleet): void {
  if (filter === 'denied') backend.addAclRule(vpcId, 90, 'deny', AWS_TUTORIAL.clusterCidr);
  if (filter !== 'closed' && filter !== 'narrow') return;
  backend.revokeFrom(securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr);
  if (filter === 'narrow') backend.allowFrom(securityGroupId, '10.200.0.0/22');
}

function populate(ec2: LocalEc2, network: Tutorial, fleet: Fleet): Map<string, string> {
  const { backend } = ec2;
  const { tables, subnets } = layOut(ec2, network, fleet);
  const statements = new Map<string, string>();
  const boot = (i: number, tags: Readonly<Record<string, string>>, userData?: string | Uint8Array) =>
    backend.runInstance({
      subnetId: subnets[i % subnets.length] ?? '',
      groupIds: [network.securityGroupId],
      tags,
      ...(userData === undefined ? {} : { userData }),
    });
  const nodes = fleet.nodes.map(({ states, cluster }, i) => {
    const userData = states === 'unreadable' ? GARBAGE : `pod-cidr=${states.replace(' ', ',')}`;
    const { id } = boot(i, { Name: `worker-${i}`, ...CLUSTER_TAGS[cluster] }, userData);
    statements.set(id, states);
    return id;
  });
  const appliance = boot(0, { Name: 'appliance', ...AWS_TUTORIAL.clusterTag }).id;
  const gone = boot(0, { Name: 'gone' }).id;
  const stranger = boot(0, { Name: 'stranger', ...OTHER }).id;
  backend.settle();
  const routeTo = (table: string, destination: string, id: string) => {
    if (backend.routesOf(table).some((route) => route.destination === destination)) return;
    backend.createRoute(table, destination, { field: 'instanceId', id });
  };
  for (const { destination, to, table } of fleet.routes) {
    const at = tables[table % tables.length] ?? '';
    if (backend.routesOf(at).some((route) => route.destination === destination)) continue;
    if (to === 'gateway') {
      backend.addForeignRoute(at, { destination, target: { field: 'natGatewayId', id: 'nat-0123456789abcdef0' } });
    } else routeTo(at, destination, { appliance, gone, 'other cluster': stranger }[to]);
  }
  fleet.nodes.forEach(({ states, routes, isStopped, dropsPackets }, i) => {
    const id = nodes[i] ?? '';
    backend.setSourceDestCheck(id, dropsPackets);
    const stated = rangesIn(states).filter((range) => /^10\.200\.\d+\.(?:0|128)\/2/.test(range));
    const ranges = { stated, none: [], another: [`10.200.${20 + i}.0/24`] }[routes];
    for (const table of tables) for (const range of ranges) routeTo(table, range, id);
    if (isStopped) backend.stop(id);
  });
  for (const range of leftoverRanges(fleet.leftovers)) routeTo(tables[0] ?? '', range, gone);
  backend.terminate(gone);
  backend.settle();
  return statements;
}

/** A fleet in a local EC2. */
export async function startAwsPatient(fleet: Fleet): Promise<Patient> {
  const ec2 = await startLocalEc2();
  const { backend, calls } = ec2;
  const network = createTutorialNetwork(backend);
  closeFilters(ec2, network, fleet);
  const statements = populate(ec2, network, fleet);
  const tables = [...backend.state.routeTables.values()].map(({ id }) => id);
  const statementOf = (id: string) => backend.instance(id)?.tags.get('pod-cidr') ?? statements.get(id) ?? '';
  const record = calls.record.bind(calls);
  return {
    env: environment({ AWS_ENDPOINT_URL: ec2.url, AWS_REGION: 'us-east-1' }),
    type: async (program, words) => {
      if (program !== 'aws') throw new Error(`nobody knows ${program}`);
      await emulateAwsCli(ec2.url, words);
      ec2.settle();
    },
    workingRoutes: () => {
      const working = tables.flatMap((table) =>
        backend
          .routesOf(table)
          .filter(
            ({ state, instanceId = '' }) => state === 'active' && backend.instance(instanceId)?.state === 'running',
          )
          .filter(({ destination, instanceId = '' }) => isFor(statementOf(instanceId), destination))
          .map(({ destination, instanceId }) => `${table} ${destination} -> ${instanceId}`),
      );
      return new Set(working);
    },
    requests: () => {
      const asking = [...statements.keys()].filter((id) => statementOf(id) === 'auto');
      const routes = tables.flatMap((table) => backend.routesOf(table));
      const rangesOf = (id: string) => routes.flatMap((each) => (each.instanceId === id ? [each.destination] : []));
      return new Map(asking.map((id) => [id, rangesOf(id)]));
    },
    onCall: (listener) => {
      calls.record = (call) => {
        record(call);
        listener(call.action);
      };
      return () => {
        calls.record = record;
      };
    },
    close: () => ec2.close(),
  };
}
