import { isRetryable } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import { outcomeOf } from './outcome.ts';
import type { Results } from './results.ts';
import type { Upkeep } from './upkeep.ts';
import { waitFor } from './wait.ts';

/** The checks of a node's life that are the same on both clouds. */
type NodeCheckId =
  | 'route-after-launch'
  | 'told-later'
  | 'deleted-route'
  | 'stopped-node'
  | 'started-target'
  | 'ended-node'
  | 'foreign-route';

/** How a cloud shows a route. */
type RouteState = 'active' | 'blackhole';

/** The routes of the sandbox, as these checks look at them. */
export interface SandboxRoutes {
  /** How many a node's range has where all is right, and in words. */
  readonly wanted: number;
  readonly inWords: string;
  /** The state of each route to that range. */
  readonly read: (range: string) => Promise<readonly RouteState[]>;
  /** Deletes one of them as somebody would by hand. */
  readonly deleteOne: (range: string) => Promise<void>;
}

/** What these checks need of a cloud. */
export interface NodeTrial {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly results: Results<NodeCheckId>;
  readonly upkeep: Upkeep;
  readonly routes: SandboxRoutes;
}

/** Milliseconds after which a read shows what was written. */
export const LAG = { deadline: 60_000, every: 2000 };

type Watching = Pick<NodeTrial, 'clock' | 'signal' | 'upkeep'>;

/** Has reconciled until something is so; answers after how many seconds, or undefined when it never was. */
export async function upkeepUntil(trial: Watching, isSo: () => Promise<boolean>, since = trial.clock.now()) {
  const { clock, signal, upkeep } = trial;
  return waitFor({ clock, signal, deadline: upkeep.patience, every: 2000 }, async () => {
    try {
      await upkeep.attempt();
    } catch (error) {
      if (!isRetryable(error) || signal.aborted) throw error;
      return undefined;
    }
    return (await isSo()) ? Math.round((clock.now() - since) / 1000) : undefined;
  });
}

async function isRouted({ routes }: NodeTrial, range: string): Promise<boolean> {
  const states = await routes.read(range);
  return states.filter((state) => state === 'active').length === routes.wanted;
}

/** @param since when that range was stated, by default now */
export async function checkRouted(
  trial: NodeTrial,
  id: 'route-after-launch' | 'told-later',
  range: string,
  since = trial.clock.now(),
): Promise<void> {
  const seconds = await upkeepUntil(trial, () => isRouted(trial, range), since);
  const observed = seconds === undefined ? 'not in time' : `${trial.routes.inWords}, after ${seconds} s`;
  trial.results.add(id, outcomeOf(seconds !== undefined, observed));
}

/** Milliseconds. The function may make it again before a read shows that it was gone. */
const UNTIL_GONE = { deadline: 15_000, every: 1000 };

export async function checkDeletedRoute(trial: NodeTrial, range: string): Promise<void> {
  const { results, routes, clock } = trial;
  const since = clock.now();
  await routes.deleteOne(range);
  await waitFor({ ...trial, ...UNTIL_GONE }, async () =>
    (await routes.read(range)).length < routes.wanted ? true : undefined,
  );
  const seconds = await upkeepUntil(trial, () => isRouted(trial, range), since);
  const observed = seconds === undefined ? 'not in time' : `made again, after ${seconds} s`;
  results.add('deleted-route', outcomeOf(seconds !== undefined, observed));
}

export async function checkStoppedNode({ results, upkeep, routes }: NodeTrial, range: string): Promise<void> {
  await upkeep.complete();
  const kept = (await routes.read(range)).length;
  const isKept = kept === routes.wanted;
  results.add('stopped-node', outcomeOf(isKept, isKept ? 'kept' : `${kept} of ${routes.wanted} left`));
}

/** @param foreign the range of a route that was made by hand */
export async function checkStartedTarget(trial: NodeTrial, range: string, foreign: string): Promise<void> {
  const isActive = await waitFor({ ...trial, ...LAG }, async () => {
    const [state] = await trial.routes.read(foreign);
    return state === 'active' && (await isRouted(trial, range)) ? true : undefined;
  });
  trial.results.add('started-target', outcomeOf(isActive === true, isActive === true ? 'active' : 'blackhole'));
}

export async function checkEndedNode(trial: NodeTrial, range: string): Promise<void> {
  const seconds = await upkeepUntil(trial, async () => (await trial.routes.read(range)).length === 0);
  const observed = seconds === undefined ? 'left' : `deleted, after ${seconds} s`;
  trial.results.add('ended-node', outcomeOf(seconds !== undefined, observed));
}

/** After all the reconciles: what is not of the cluster is as it was made. */
export async function checkForeignRoutes({ results, routes }: NodeTrial, ranges: readonly string[]): Promise<void> {
  const found = await Promise.all(ranges.map((range) => routes.read(range)));
  const isThere = found.every((states) => states.length > 0);
  results.add('foreign-route', outcomeOf(isThere, isThere ? 'left alone' : 'gone'));
}
