import {
  createLabNetwork,
  lab,
  type LabNetwork,
  LocalAutoScaling,
  type LocalEc2,
  LocalEventBus,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import { ManualClock } from '../../../infra/local/simulation.ts';
import { GROUP_SIZE, KINDS, RESERVED, STATEMENTS, type Statement } from '../statements.ts';
import { SECRET } from '../secret.ts';
import type { AwsSetup } from './history.ts';

export const CLUSTER_TAG = Object.keys(lab.clusterTag)[0] ?? '';
const OTHER_CLUSTER = { 'kubernetes.io/cluster/other': 'owned' };

const START = Date.parse('2026-01-01T00:00:00Z');

/** An AWS account with the lab's network, tables of the cluster and of others, and a clock of its own. */
export interface Account extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly autoScaling: LocalAutoScaling;
  readonly bus: LocalEventBus;
  readonly network: LabNetwork;
  /** The cluster's tables, then an untagged one, then another cluster's. */
  readonly tables: readonly string[];
  readonly clusterTables: readonly string[];
  readonly clock: ManualClock;
  boot(statement: Statement, by?: 'data' | 'tag' | 'other cluster'): string;
}

export const dataOf = (says: string | undefined) =>
  [`name=node`, `token=${SECRET}`, ...(says === undefined ? [] : [`pod-cidr=${says}`])].join('|');

/** Instances that have not ended. */
export const alive = ({ state: { instances } }: LocalEc2['world']) =>
  [...instances.values()].filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');

export async function openAccount(setup: AwsSetup): Promise<Account> {
  const clock = new ManualClock(START);
  const ec2 = await startLocalEc2({
    now: clock.now,
    keepInstanceIdOnBlackhole: setup.keepsId,
    maxPage: setup.smallPages ? 5 : 1000,
  });
  const [autoScaling, bus] = await Promise.all([LocalAutoScaling.start(), LocalEventBus.start()]);
  const { world } = ec2;
  const network = createLabNetwork(world);
  const { vpcId, subnetId, routeTableId } = network;
  const table = (tags?: Record<string, string>) => world.createRouteTable({ vpcId, ...(tags && { tags }) }).id;
  const clusterTables = [routeTableId, ...Array.from({ length: setup.moreTables }, () => table({ ...lab.clusterTag }))];
  const tables = [...clusterTables, table(), table(OTHER_CLUSTER)];
  world.associateCidr(vpcId, RESERVED);

  const boot: Account['boot'] = ({ says }, by = 'data') => {
    clock.pass(1000);
    const tags =
      by === 'other cluster' ? OTHER_CLUSTER : by === 'tag' ? { 'pod-cidr': says?.replace(',', ' ') ?? '' } : {};
    const data = dataOf(by === 'tag' ? undefined : says);
    return world.runInstance({ subnetId, userData: data, tags }).id;
  };
  const account = { ec2, autoScaling, bus, network, tables, clusterTables, clock, boot };
  raise(account, setup);
  return {
    ...account,
    async [Symbol.asyncDispose]() {
      await Promise.all([ec2.close(), autoScaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}

/** Nodes that are there already, with their routes. */
function raise({ ec2, clusterTables, boot }: Omit<Account, keyof AsyncDisposable>, { fleet, group }: AwsSetup): void {
  const first = group ? STATEMENTS.slice(KINDS.group, KINDS.group + GROUP_SIZE) : [];
  const nodes = [...STATEMENTS.slice(0, fleet), ...first].map((statement) => ({ statement, id: boot(statement) }));
  ec2.settle();
  for (const { statement, id } of nodes) {
    const [nic] = ec2.world.interfacesOf(id);
    if (nic === undefined) throw new Error(`${id} has no interface`);
    ec2.world.setSourceDestCheck(nic.id, false);
    for (const range of statement.ranges) {
      for (const table of clusterTables)
        ec2.world.createRoute(table, range, { field: 'networkInterfaceId', id: nic.id });
    }
  }
}
