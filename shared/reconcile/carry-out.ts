import type { Cloud, Permit } from './cloud.ts';
import { CloudError } from './errors.ts';
import { leadsTheSameWay } from './hops.ts';
import type { Route, RouteChange } from './model.ts';
import type { Plan } from './plan.ts';

/** How one change ended. `settled`: when it came to it, the route was right or no longer ours to change. */
export type Outcome =
  | { readonly status: 'done'; readonly change: RouteChange }
  | { readonly status: 'settled'; readonly change: RouteChange }
  | { readonly status: 'contested'; readonly change: RouteChange; readonly reason: string }
  | { readonly status: 'failed'; readonly change: RouteChange; readonly error: CloudError }
  /** Not sent, because the run was told to stop. */
  | { readonly status: 'left'; readonly change: RouteChange };

/** What a change is carried out with. */
export interface Hands {
  readonly cloud: Cloud;
  readonly plan: Plan;
  readonly signal?: AbortSignal | undefined;
  /** Called when it is this change's turn, before its route is read again. */
  readonly ready?: (() => Promise<void>) | undefined;
}

/** Somebody who edits the same route while we do is settled with in this many rounds, or reported. */
const ROUNDS = 3;

async function write(cloud: Cloud, change: RouteChange, permit: Permit): Promise<void> {
  switch (change.action) {
    case 'create':
      return cloud.createRoute(change.table, change.destination, change.node, permit);
    case 'replace':
      return cloud.replaceRoute(change.before, change.node, permit);
    case 'delete':
      return cloud.deleteRoute(change.before, permit);
  }
}

const nameOf = (change: RouteChange) => (change.action === 'create' ? undefined : change.before.name);

/** What is due now that the route was read anew: a change, or the end of the matter. */
function decideAnew(plan: Plan, change: RouteChange, now: Route | undefined): RouteChange | Outcome {
  const due = plan.again(change, now);
  if ('action' in due) return due;
  if (due.do === 'contest' && due.unseen === true) {
    // Whoever it is came after we looked: the next look will include it.
    const message = `${change.destination} in ${change.table} is ${due.reason}`;
    return { status: 'failed', change, error: new CloudError('retryable', 'HolderUnknown', message) };
  }
  return due.do === 'contest' ? { status: 'contested', change, reason: due.reason } : { status: 'settled', change };
}

const leadsAsBefore = (now: Route | undefined, before: Route) =>
  now !== undefined && leadsTheSameWay(now.hop, before.hop);

/** Of two routes to a node one may go as long as the other is there: whoever works beside us may have taken that one. */
async function isStillNeedless(cloud: Cloud, change: RouteChange): Promise<boolean> {
  if (change.action !== 'delete' || change.beside === undefined) return true;
  const { table, destination, beside } = change;
  return leadsAsBefore(await cloud.readRoute(table, destination, beside.name), beside);
}

/** Reads the route once more: no API takes a condition, so this is what keeps a change from hitting the wrong route. */
async function reconsider({ cloud, plan }: Hands, change: RouteChange): Promise<RouteChange | Outcome> {
  const now = await cloud.readRoute(change.table, change.destination, nameOf(change));
  const isStill = change.action !== 'create' && leadsAsBefore(now, change.before);
  return isStill && (await isStillNeedless(cloud, change)) ? change : decideAnew(plan, change, now);
}

/** A race about the route itself, to be settled by looking again; not a failure. */
function isRace(error: unknown): boolean {
  return error instanceof CloudError && (error.trouble === 'exists' || error.trouble === 'missing');
}

async function attempt(hands: Hands, change: RouteChange): Promise<RouteChange | Outcome> {
  const { cloud, signal, ready } = hands;
  let due: RouteChange | Outcome = change;
  const confirm = async (): Promise<boolean> => {
    await ready?.();
    // Others may have kept us waiting.
    due = signal?.aborted === true ? { status: 'left', change } : await reconsider(hands, change);
    return due === change;
  };
  try {
    // What is not there yet needs no second look: the cloud refuses to make it twice.
    await write(cloud, change, change.action === 'create' ? { signal } : { signal, confirm });
    return due === change ? { status: 'done', change } : due;
  } catch (error) {
    if (!isRace(error)) throw error;
    return reconsider(hands, change);
  }
}

function ended(change: RouteChange, error: unknown): Outcome {
  if (!(error instanceof CloudError)) throw error;
  return error.trouble === 'interrupted' ? { status: 'left', change } : { status: 'failed', change, error };
}

/** Carries one change out, whatever others do to its route meanwhile. Throws only what is no answer of the cloud. */
export async function carryOut(hands: Hands, change: RouteChange): Promise<Outcome> {
  let due = change;
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = await attempt(hands, due).catch((error: unknown) => ended(due, error));
    if ('status' in result) return result;
    due = result;
  }
  const message = `route ${due.destination} in ${due.table} kept changing while it was being settled`;
  return { status: 'failed', change: due, error: new CloudError('retryable', 'Contended', message) };
}
