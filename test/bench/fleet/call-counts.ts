import { fleetCidr } from '../../support/testbed/fleet.ts';
import { AwsRouteController } from '../controllers/aws.ts';
import { GcpRouteController } from '../controllers/gcp.ts';
import { type ClaimSource, openAwsFleet } from './aws.ts';
import { openGcpFleet } from './gcp.ts';

/** API calls by what they are made for, counted by the local cloud that was called. */
export interface CallCounts {
  /** A look at everything when nothing has changed. */
  readonly perResync: number;
  /** The first look of a process, beyond what `perResync` is. */
  readonly coldStartExtra: number;
  /** A node comes and goes, over all the events of its life. */
  readonly perNodeLifecycle: number;
  /** How often the function runs in a node's life. */
  readonly runsPerNodeLifecycle: number;
}

/** How many calls `log` counts while `work` is done. */
async function countIn(log: { count(): number; reset(): void }, work: () => Promise<unknown>): Promise<number> {
  log.reset();
  await work();
  return log.count();
}

/** podroutes on AWS in a fleet of so many nodes. */
export async function countAws(nodes: number, claims: ClaimSource): Promise<CallCounts> {
  await using fleet = await openAwsFleet(nodes, claims);
  const { ec2 } = fleet;
  const cold = await countIn(ec2.calls, () => fleet.runSchedule());
  const perResync = await countIn(ec2.calls, () => fleet.runSchedule());
  const before = fleet.batches;
  const perNodeLifecycle = await countIn(ec2.calls, async () => {
    const id = fleet.boot(nodes);
    await fleet.deliver();
    ec2.settle();
    await fleet.deliver();
    ec2.backend.terminate(id);
    await fleet.deliver();
    ec2.settle();
    await fleet.deliver();
  });
  return {
    perResync,
    coldStartExtra: cold - perResync,
    perNodeLifecycle,
    runsPerNodeLifecycle: fleet.batches - before,
  };
}

/** podroutes on GCP in a fleet of so many nodes. */
export async function countGcp(nodes: number): Promise<CallCounts> {
  await using fleet = await openGcpFleet(nodes);
  const { gce } = fleet;
  const cold = await countIn(gce.calls, () => fleet.runSchedule());
  const perResync = await countIn(gce.calls, () => fleet.runSchedule());
  const before = fleet.requests;
  const perNodeLifecycle = await countIn(gce.calls, async () => {
    for (const change of ['boot', 'delete'] as const) {
      fleet[change](nodes);
      await fleet.deliver();
      gce.settle();
      await fleet.deliver();
    }
  });
  return {
    perResync,
    coldStartExtra: cold - perResync,
    perNodeLifecycle,
    runsPerNodeLifecycle: fleet.requests - before,
  };
}

/** The model of cloud-provider-aws in a fleet of so many nodes. */
export async function countAwsController(nodes: number): Promise<CallCounts> {
  await using fleet = await openAwsFleet(nodes, 'tag');
  const { ec2 } = fleet;
  const controller = new AwsRouteController(ec2, fleet.tableId);
  const perResync = await countIn(ec2.calls, () => controller.list());
  const id = fleet.boot(nodes);
  ec2.settle();
  const perNodeLifecycle = await countIn(ec2.calls, async () => {
    await controller.create(fleetCidr(nodes), id);
    await controller.delete(fleetCidr(nodes));
  });
  controller.close();
  return { perResync, coldStartExtra: 0, perNodeLifecycle, runsPerNodeLifecycle: 0 };
}

/** The model of cloud-provider-gcp in a fleet of so many nodes. */
export async function countGcpController(nodes: number): Promise<CallCounts> {
  await using fleet = await openGcpFleet(nodes);
  const { gce } = fleet;
  const controller = new GcpRouteController(gce);
  const perResync = await countIn(gce.calls, () => controller.list());
  fleet.boot(nodes);
  gce.settle();
  const perNodeLifecycle = await countIn(gce.calls, async () => {
    await controller.create('counted', fleetCidr(nodes), `worker-${nodes}`);
    gce.settle();
    await controller.delete('counted');
  });
  return { perResync, coldStartExtra: 0, perNodeLifecycle, runsPerNodeLifecycle: 0 };
}
