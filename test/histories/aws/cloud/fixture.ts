import {
  createTutorialNetwork,
  AWS_TUTORIAL,
  type TutorialNetwork,
  LocalAutoScaling,
  type LocalEc2,
  LocalEventBus,
  startLocalEc2,
} from '../../../../infra/local/aws.ts';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { GROUP_SIZE, CLAIM_INDEX, RESERVED, CLAIM_SAMPLES, type ClaimSample } from '../../generate/claim-samples.ts';
import { SECRET } from '../../generate/secret.ts';
import type { AwsSetup } from '../history.ts';

export const CLUSTER_TAG = Object.keys(AWS_TUTORIAL.clusterTag)[0] ?? '';
const OTHER_CLUSTER = { 'kubernetes.io/cluster/other': 'owned' };

const START = Date.parse('2026-01-01T00:00:00Z');

/** An AWS account with the lab's network, tables of the cluster and of others, and a clock of its own. */
export interface AwsFixture extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly autoScaling: LocalAutoScaling;
  readonly bus: LocalEventBus;
  readonly network: TutorialNetwork;
  /** The cluster's tables, then an untagged one, then another cluster's. */
  readonly tables: readonly string[];
  readonly clusterTables: readonly string[];
  readonly clock: ManualClock;
  boot(statement: ClaimSample, by?: 'data' | 'tag' | 'other cluster', tags?: Readonly<Record<string, string>>): string;
}

export const userDataFor = (says: string | undefined) =>
  [`name=node`, `token=${SECRET}`, ...(says === undefined ? [] : [`pod-cidr=${says}`])].join('|');

/** Instances that have not ended. */
export const liveInstances = ({ state: { instances } }: LocalEc2['backend']) =>
  [...instances.values()].filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');

export async function openAwsFixture(setup: AwsSetup): Promise<AwsFixture> {
  const clock = new ManualClock(START);
  const ec2 = await startLocalEc2({
    now: clock.now,
    variants: { blackholeKeepsInstanceId: setup.keepsInstanceId },
    maxPage: setup.smallPages ? 5 : 1000,
  });
  const [autoScaling, bus] = await Promise.all([LocalAutoScaling.start(), LocalEventBus.start()]);
  const { backend } = ec2;
  const network = createTutorialNetwork(backend);
  const { vpcId, subnetId, routeTableId } = network;
  const table = (tags?: Record<string, string>) => backend.createRouteTable({ vpcId, ...(tags && { tags }) }).id;
  const clusterTables = [
    routeTableId,
    ...Array.from({ length: setup.extraTables }, () => table({ ...AWS_TUTORIAL.clusterTag })),
  ];
  const tables = [...clusterTables, table(), table(OTHER_CLUSTER)];
  backend.associateCidr(vpcId, RESERVED);

  const boot: AwsFixture['boot'] = ({ text }, by = 'data', more = {}) => {
    clock.advance(1000);
    const tags =
      by === 'other cluster' ? OTHER_CLUSTER : by === 'tag' ? { 'pod-cidr': text?.replace(',', ' ') ?? '' } : {};
    const data = userDataFor(by === 'tag' ? undefined : text);
    return backend.runInstance({ subnetId, userData: data, tags: { ...tags, ...more } }).id;
  };
  const fixture = { ec2, autoScaling, bus, network, tables, clusterTables, clock, boot };
  seedNodes(fixture, setup);
  return {
    ...fixture,
    async [Symbol.asyncDispose]() {
      await Promise.all([ec2.close(), autoScaling[Symbol.asyncDispose](), bus[Symbol.asyncDispose]()]);
    },
  };
}

/** Nodes that are there already, with their routes. */
function seedNodes(
  { ec2, clusterTables, boot }: Omit<AwsFixture, keyof AsyncDisposable>,
  { nodes: fleet, hasGroup }: AwsSetup,
): void {
  const first = hasGroup ? CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE) : [];
  const nodes = [...CLAIM_SAMPLES.slice(0, fleet), ...first].map((claim) => ({ statement: claim, id: boot(claim) }));
  ec2.settle();
  for (const { statement: claim, id } of nodes) {
    const [nic] = ec2.backend.interfacesOf(id);
    if (nic === undefined) throw new Error(`${id} has no interface`);
    ec2.backend.setSourceDestCheck(nic.id, false);
    for (const range of claim.ranges) {
      for (const table of clusterTables)
        ec2.backend.createRoute(table, range, { field: 'networkInterfaceId', id: nic.id });
    }
  }
}
