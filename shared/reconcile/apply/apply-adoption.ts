import type { Cloud, WriteOptions } from '../cloud/cloud.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { InstanceTarget, Route } from '../model/route.ts';
import type { Adoption } from '../plan/adoptable-routes.ts';
import type { Evaluation } from '../plan/evaluate.ts';
import type { ChangeResult } from '../report/change-result.ts';
import { resultOfError } from './apply-change.ts';

type Creation = Extract<RouteChange, { action: 'create' }>;
type Deletion = Extract<RouteChange, { action: 'delete' }>;

/** The writes that an adoption takes: ours unless it is there, then away with theirs. */
interface AdoptionChanges {
  readonly creation?: Creation;
  readonly deletions: readonly Deletion[];
}

export function changesOf({ table, destination, node, theirs, ours }: Adoption): AdoptionChanges {
  const base = { table, destination, reason: 'adopted', drift: true } as const;
  const deletions = theirs.map((before): Deletion => ({ ...base, action: 'delete', before }));
  return ours === undefined ? { creation: { ...base, action: 'create', node }, deletions } : { deletions };
}

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

/** Deletes theirs if it is still what it was, and ours is active beside it: both are read again right before. */
async function deleteTheirs(
  context: AdoptionContext,
  change: Deletion,
  ours: Route | undefined,
): Promise<ChangeResult> {
  const { cloud, evaluation, signal } = context;
  const { table, destination, before } = change;
  const isRight = (route: Route | undefined) =>
    route?.state === 'active' && evaluation.decideFor(destination, route).kind === 'keep';
  let instead: ChangeResult | undefined;
  const precondition: WriteOptions['precondition'] = async () => {
    const [own, current] = await Promise.all([
      cloud.readRoute(table, destination, ours?.name),
      cloud.readRoute(table, destination, before.name),
    ]);
    if (signal?.aborted === true) instead = { status: 'not-started', change };
    else if (current === undefined) instead = { status: 'no-op', change };
    else if (own?.nextHop.kind !== 'instance' || !isRight(own))
      instead = changed(change, 'ours is not active beside it');
    else if (!isRight(current) || !isSameForeign(current, before))
      instead = changed(change, 'it has changed meanwhile');
    return instead === undefined;
  };
  try {
    await cloud.deleteRoute(before, { signal, precondition });
    return instead ?? { status: 'done', change };
  } catch (error) {
    return resultOfError(change, error);
  }
}

function changed(change: Deletion, why: string): ChangeResult {
  const message = `route ${change.before.name ?? change.destination} is left: ${why}`;
  return { status: 'failed', change, error: new CloudError('transient', 'Changed', message) };
}

/** Takes over the routes of one destination. At no time is there none: run again, it goes on from wherever it ended. */
export async function applyAdoption(context: AdoptionContext, adoption: Adoption): Promise<ChangeResult[]> {
  const { signal, onResult } = context;
  const { creation, deletions } = changesOf(adoption);
  const results: ChangeResult[] = [];
  const add = (result: ChangeResult) => {
    results.push(result);
    if (result.status !== 'not-started') onResult?.(result);
  };
  const isEnded = () => signal?.aborted === true || results.some(({ status }) => status === 'failed');
  if (creation !== undefined) {
    add(isEnded() ? { status: 'not-started', change: creation } : await createOurs(context, creation, adoption.theirs));
  }
  for (const change of deletions) {
    add(isEnded() ? { status: 'not-started', change } : await deleteTheirs(context, change, adoption.ours));
  }
  return results;
}
