import { makeLogger } from '../../../functions/common/log.ts';
import { deployAws } from '../../../infra/local/aws-deployment.ts';
import { type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { FLEET_SETTINGS, fleetCidr, fleetNetworkFor } from '../../support/testbed/fleet.ts';
import { readReport } from '../../support/testbed/log.ts';
import { awsSettings } from './deployment-settings.ts';

/** Where a node's pod range stands. */
export type ClaimSource = 'tag' | 'user data';

/** A local EC2 with running nodes whose routes are there, and the function, which knows nothing yet. */
export interface AwsFleet extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly tableId: string;
  readonly clock: VirtualClock;
  /** Starts node `i`; it is pending. */
  boot(i: number): string;
  /** Delivers the waiting events, in batches as serverless.yml has them. */
  deliver(): Promise<void>;
  /** The schedule fires; its event is delivered. */
  runSchedule(): Promise<void>;
  /** Bytes that the function has logged, metrics included. */
  readonly loggedBytes: number;
  /** Batches that the function was handed, each a run. */
  readonly batches: number;
  /** Asks by hand for a resync. */
  resync(): Promise<Report>;
}

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/** @param routeQuota routes that a table may hold; by default more than there are nodes */
export async function openAwsFleet(nodes: number, claims: ClaimSource, routeQuota?: number): Promise<AwsFleet> {
  const clock = new VirtualClock();
  const ec2 = await startLocalEc2({ now: clock.now });
  const { backend } = ec2;
  const { launch, launchSettled, routeTableId: tableId } = fleetNetworkFor(ec2);
  if (routeQuota !== undefined) backend.settings.routeQuota = routeQuota;
  const stated = (i: number, id: string) => {
    if (claims === 'tag') backend.tag(id, { 'pod-cidr': fleetCidr(i) });
    return id;
  };
  for (let i = 0; i < nodes; i += 1) stated(i, launchSettled(i));

  let logged = 0;
  const count = (line: string) => void (logged += Buffer.byteLength(line));
  const { queue, handler } = deployAws(ec2, {
    log: makeLogger('aws', { write: count }),
    clock,
    settings: FLEET_SETTINGS,
    metricSink: count,
    queue: { batchSize: awsSettings().batchSize },
  });
  return {
    ec2,
    tableId,
    clock,
    boot(i) {
      const id = launch(i);
      backend.setSourceDestCheck(id, false);
      return stated(i, id);
    },
    deliver: () => queue.drainAll(handler),
    resync: async () => readReport(await handler({ action: 'resync' })),
    async runSchedule() {
      queue.send(SCHEDULED);
      await queue.drainAll(handler);
    },
    get loggedBytes() {
      return logged;
    },
    get batches() {
      return queue.batches;
    },
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}
