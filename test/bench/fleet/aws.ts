import { makeLogger } from '../../../functions/common/log.ts';
import { deployAws } from '../../../infra/local/deploy/aws.ts';
import { createLabNetwork, lab, type LocalEc2, startLocalEc2 } from '../../../infra/local/ec2/index.ts';
import type { Report } from '../../../shared/reconcile/report.ts';
import { readReport } from '../../support/log.ts';
import { awsSettings } from './deployment.ts';
import { FLEET_CIDR, podRange } from './ranges.ts';

/** Where a node's pod range stands. */
export type Claims = 'tag' | 'user data';

/** A local EC2 with running nodes whose routes are there, and the function, which knows nothing yet. */
export interface AwsFleet extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly tableId: string;
  /** Starts node `i`; it is pending. */
  boot(i: number): string;
  /** Delivers the waiting events, in batches as serverless.yml has them. */
  deliver(): Promise<void>;
  /** The schedule fires; its event is delivered. */
  tick(): Promise<void>;
  /** Bytes that the function has logged, metrics included. */
  readonly logged: number;
  /** Batches that the function was handed, each a run. */
  readonly batches: number;
  /** Asks by hand for a resync. */
  resync(): Promise<Report>;
}

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/** Room for 4,000 nodes. */
const SUBNET = '10.241.0.0/20';

/** @param routeQuota routes that a table may hold; by default more than there are nodes */
export async function openAwsFleet(nodes: number, claims: Claims, routeQuota = nodes + 100): Promise<AwsFleet> {
  const ec2 = await startLocalEc2({ routeQuota });
  const { world } = ec2;
  const { vpcId, routeTableId: tableId } = createLabNetwork(world);
  world.associateCidr(vpcId, SUBNET);
  const { id: subnetId } = world.createSubnet({ vpcId, cidr: SUBNET });
  const boot = (i: number) => {
    const name = { Name: `worker-${i}`, ...lab.clusterTag };
    const range = podRange(i);
    const stated = claims === 'tag' ? { tags: { ...name, 'pod-cidr': range } } : { tags: name };
    const { id } = world.runInstance({ subnetId, userData: `name=worker-${i}|pod-cidr=${range}`, ...stated });
    world.setSourceDestCheck(id, false);
    return id;
  };
  for (let i = 0; i < nodes; i += 1) world.createRoute(tableId, podRange(i), { field: 'instanceId', id: boot(i) });
  world.settle();

  let logged = 0;
  const count = (line: string) => void (logged += Buffer.byteLength(line));
  const { queue, handler } = deployAws(ec2, {
    log: makeLogger('aws', { write: count }),
    settings: { CLUSTER_CIDR: FLEET_CIDR },
    metricSink: count,
    queue: { batchSize: awsSettings().batchSize },
  });
  return {
    ec2,
    tableId,
    boot,
    deliver: () => queue.drainAll(handler),
    resync: async () => readReport(await handler({ action: 'resync' })),
    async tick() {
      queue.send(SCHEDULED);
      await queue.drainAll(handler);
    },
    get logged() {
      return logged;
    },
    get batches() {
      return queue.batches;
    },
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}
