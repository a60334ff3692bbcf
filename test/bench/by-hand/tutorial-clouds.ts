import { bootWorker as bootOnAws, createLabNetwork, type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';
import {
  bootWorker as bootOnGcp,
  LAB,
  type LocalGce,
  seedLabNetwork,
  startLocalGce,
} from '../../../infra/local/gcp.ts';

const POD_RANGE = /^10\.200\.\d+\.0\/24$/;

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A local cloud with the lab's network and so many running workers, none of which has a route. */
interface TutorialCloud<Cloud> extends AsyncDisposable {
  readonly cloud: Cloud;
  /** Throws unless each worker has its route: what did not do the work is not timed. */
  assertRouted(): void;
}

function assertRouted(destinations: readonly string[], workers: number): void {
  const routed = destinations.filter((destination) => POD_RANGE.test(destination)).length;
  if (routed !== workers) throw new Error(`${routed} routes for ${workers} workers`);
}

export async function startAwsTutorial(workers: number): Promise<TutorialCloud<LocalEc2>> {
  const ec2 = await startLocalEc2();
  const network = createLabNetwork(ec2.world);
  for (const i of numbers(workers)) bootOnAws(ec2.world, network, i);
  ec2.settle();
  return {
    cloud: ec2,
    assertRouted: () =>
      assertRouted(
        ec2.world.routesOf(network.routeTableId).map(({ destination }) => destination),
        workers,
      ),
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}

export async function startGcpTutorial(workers: number): Promise<TutorialCloud<LocalGce>> {
  const gce = await startLocalGce();
  seedLabNetwork(gce.world);
  for (const i of numbers(workers)) bootOnGcp(gce.world, i);
  return {
    cloud: gce,
    assertRouted: () =>
      assertRouted(
        gce.world.routesOf(LAB.network).map(({ destRange }) => destRange),
        workers,
      ),
    [Symbol.asyncDispose]: () => gce.close(),
  };
}
