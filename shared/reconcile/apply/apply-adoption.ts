import type { Cloud } from '../cloud/cloud.ts';
import { joinAll } from '../cloud/join-all.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { InstanceTarget, Route } from '../model/route.ts';
import type { Adoption } from '../plan/adoptable-routes.ts';
import type { Evaluation } from '../plan/evaluate.ts';
import type { ChangeResult } from '../report/change-result.ts';
import { resultOfError } from './apply-change.ts';

type Creation = Extract<RouteChange, { action: 'create' }>;
type Deletion = Extract<RouteChange, { action: 'delete' }>;

function creationOf({ table, destination, node, ours }: Adoption): Creation[] {
  return ours === undefined ? [{ table, destination, reason: 'adopted', drift: true, action: 'create', node }] : [];
}

function deletionsOf({ table, destination, theirs }: Adoption): Deletion[] {
  const base = { table, destination, reason: 'adopted', drift: true, action: 'delete' } as const;
  return theirs.map((before) => ({ ...base, before }));
}

/** The writes that an adoption takes: ours unless it is there, then away with theirs. */
export const changesOf = (adoption: Adoption): RouteChange[] => [...creationOf(adoption), ...deletionsOf(adoption)];

const sameTarget = (a: InstanceTarget | undefined, b: InstanceTarget | undefined) =>
  a?.instanceId === b?.instanceId && a?.targetId === b?.targetId;

/** Whether a foreign route is the one that was read before. */
function isSameForeign({ nextHop }: Route, { nextHop: before }: Route): boolean {
  if (nextHop.kind !== 'foreign' || before.kind !== 'foreign') return false;
  return nextHop.description === before.description && sameTarget(nextHop.instance, before.instance);
}

export interface AdoptionContext {
  readonly cloud: Cloud;
  readonly evaluation: Pick<Evaluation, 'decideFor'>;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: ((result: ChangeResult) => void) | undefined;
}

/** Creates ours beside theirs. Somebody may have been faster: what counts is what is read before theirs goes. */
async function createOurs(
  { cloud, signal }: AdoptionContext,
  change: Creation,
  theirs: readonly Route[],
): Promise<ChangeResult> {
  const priorities = theirs.flatMap(({ priority }) => priority ?? []);
  const priority = priorities.length === 0 ? undefined : Math.min(...priorities);
  try {
    await cloud.createRoute(change.table, change.destination, change.node, { signal, priority });
    return { status: 'done', change };
  } catch (error) {
    const exists = error instanceof CloudError && error.kind === 'already-exists';
    return exists ? { status: 'no-op', change } : resultOfError(change, error);
  }
}

/** Reads both routes again: what to do instead of deleting theirs; undefined if it is what it was and ours is active beside it. */
async function rereadBoth(
  { cloud, evaluation, signal }: AdoptionContext,
  change: Deletion,
  ours: Route | undefined,
): Promise<ChangeResult | undefined> {
  const { table, destination, before } = change;
  const [own, current] = await joinAll([
    cloud.readRoute(table, destination, ours?.name),
    cloud.readRoute(table, destination, before.name),
  ]);
  const isRight = (route: Route) =>
    route.state === 'active' && evaluation.decideFor(destination, route).kind === 'keep';
  if (signal?.aborted === true) return { status: 'not-started', change };
  if (current === undefined) return { status: 'no-op', change };
  if (own?.nextHop.kind !== 'instance' || !isRight(own)) return left(change, 'ours is not active beside it');
  return isRight(current) && isSameForeign(current, before) ? undefined : left(change, 'it has changed meanwhile');
}

function left(change: Deletion, why: string): ChangeResult {
  const message = `route ${change.before.name ?? change.destination} is left: ${why}`;
  return { status: 'failed', change, error: new CloudError('transient', 'Changed', message) };
}

async function deleteTheirs(
  context: AdoptionContext,
  change: Deletion,
  ours: Route | undefined,
): Promise<ChangeResult> {
  let instead: ChangeResult | undefined;
  const precondition = async () => {
    instead = await rereadBoth(context, change, ours);
    return instead === undefined;
  };
  try {
    await context.cloud.deleteRoute(change.before, { signal: context.signal, precondition });
    return instead ?? { status: 'done', change };
  } catch (error) {
    return resultOfError(change, error);
  }
}

/** Takes over the routes of one destination. At no time is there none: run again, it goes on from wherever it ended. */
export async function applyAdoption(context: AdoptionContext, adoption: Adoption): Promise<ChangeResult[]> {
  const { signal, onResult } = context;
  const results: ChangeResult[] = [];
  const add = (result: ChangeResult) => {
    results.push(result);
    if (result.status !== 'not-started') onResult?.(result);
  };
  const isEnded = () => signal?.aborted === true || results.some(({ status }) => status === 'failed');
  for (const change of creationOf(adoption)) {
    add(isEnded() ? { status: 'not-started', change } : await createOurs(context, change, adoption.theirs));
  }
  for (const change of deletionsOf(adoption)) {
    add(isEnded() ? { status: 'not-started', change } : await deleteTheirs(context, change, adoption.ours));
  }
  return results;
}
