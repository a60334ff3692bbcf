import {
  deliverLaunches,
  type FleetScenario,
  type FleetSimulation,
  minimumSeconds,
  podRouteCount,
  resync,
  startFleetSimulation,
} from '../../support/testbed/fleet-simulation.ts';

/** Of all calls, where somebody else uses the bucket too. */
export const MAX_THROTTLED_SHARE = 0.1;

/** By how much the floor may be missed. */
export const MAX_RATIO = 1.1;

/** Tables, instances, user data, one after the other, and the write: what even one route takes, at 60 ms for each call. */
export const SECONDS_FOR_ONE = 0.24;

export interface Way {
  readonly id: string;
  readonly what: string;
  readonly scenario: Partial<FleetScenario>;
  readonly run: (on: FleetSimulation) => Promise<unknown>;
  readonly how: string;
}

export async function resyncAll(on: FleetSimulation): Promise<void> {
  on.ec2.settle();
  await resync(on, on.deploy());
}

export const WAYS: readonly Way[] = [
  {
    id: 'alone',
    what: 'one reconcile, alone',
    scenario: {},
    run: resyncAll,
    how: 'User data and the source/dest checks have buckets of their own, used beside.',
  },
  {
    id: 'two',
    what: 'as events, two copies of the function',
    scenario: {},
    run: deliverLaunches,
    how: 'Fed by the queue as serverless.yml has it, the copies know nothing of each other. A launch needs no list of all instances, so that less than the floor of a reconcile is possible.',
  },
  {
    id: 'half',
    what: 'one reconcile, half of the bucket another’s',
    scenario: { createRoute: { tokens: 25, perSecond: 2.5 } },
    run: resyncAll,
    how: 'Half of the burst is gone when it begins, and half of the refill goes to somebody else all the time.',
  },
];

export interface Outcome {
  readonly nodes: number;
  readonly seconds: number;
  readonly floor: number;
  readonly throttled: number;
  readonly isWhole: boolean;
}

/** Seconds until the last node is routed, and was told its range where it asks for one. */
function secondsUntilDone(on: FleetSimulation, { areAsking = false }: FleetScenario): number {
  return Math.max(on.lastSuccessAt('CreateRoute'), areAsking ? on.lastSuccessAt('CreateTags') : 0);
}

export async function measure(scenario: FleetScenario, run: Way['run']): Promise<Outcome> {
  await using on = await startFleetSimulation(scenario);
  await run(on);
  const routes = scenario.nodes * (scenario.tables ?? 1);
  const bucket = scenario.isUnlimited === true ? 0 : minimumSeconds(routes, scenario.createRoute);
  return {
    nodes: scenario.nodes,
    seconds: secondsUntilDone(on, scenario),
    floor: SECONDS_FOR_ONE + bucket,
    throttled: on.throttledShare(),
    isWhole: podRouteCount(on) === routes,
  };
}

export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export const NOTE =
  'First call to last route, under EC2’s request buckets (CreateRoute 50 at once, then 5 a second) on a clock that jumps; 60 ms for each call. ';
