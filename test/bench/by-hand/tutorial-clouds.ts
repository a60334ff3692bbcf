import {
  bootWorker as bootOnAws,
  createTutorialNetwork,
  type LocalEc2,
  startLocalEc2,
} from '../../../infra/local/aws.ts';
import {
  bootWorker as bootOnGcp,
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialNetwork,
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
  const network = createTutorialNetwork(ec2.backend);
  for (const i of numbers(workers)) bootOnAws(ec2.backend, network, i);
  ec2.settle();
  return {
    cloud: ec2,
    assertRouted: () =>
      assertRouted(
        ec2.backend.routesOf(network.routeTableId).map(({ destination }) => destination),
        workers,
      ),
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}

export async function startGcpTutorial(workers: number): Promise<TutorialCloud<LocalGce>> {
  const gce = await startLocalGce();
  seedTutorialNetwork(gce.backend);
  for (const i of numbers(workers)) bootOnGcp(gce.backend, i);
  return {
    cloud: gce,
    assertRouted: () =>
      assertRouted(
        gce.backend.routesOf(GCP_TUTORIAL.network).map(({ destRange }) => destRange),
        workers,
      ),
    [Symbol.asyncDispose]: () => gce.close(),
  };
}
