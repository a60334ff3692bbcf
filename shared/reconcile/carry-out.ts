import type { ChangeResult } from './change-result.ts';
import type { Cloud, Permit } from './cloud.ts';
import { CloudError } from './errors.ts';
import { leadsTheSameWay } from './hops.ts';
import type { Route, RouteChange } from './model.ts';
import type { Plan } from './plan.ts';

/** What the changes of a plan are carried out with. */
export interface ApplyContext {
  readonly cloud: Cloud;
  readonly again: Plan['again'];
  /** Once aborted, nothing more is sent. */
  readonly signal?: AbortSignal | undefined;
  /** Once it answers true, no further change is begun; those under way are finished. */
  readonly shouldStop: () => boolean;
  /** Is told of each change as it ends. */
  readonly onResult?: ((result: ChangeResult) => void) | undefined;
}

/** Called when it is a change's turn, before its route is read again. */
type Ready = () => Promise<void>;

/** What has to be done next, or how it ended. */
type Due = RouteChange | ChangeResult;

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
function decideAnew(again: Plan['again'], change: RouteChange, now: Route | undefined): Due {
  const due = again(change, now);
  if ('action' in due) return due;
  if (due.do !== 'contest') return { status: 'no-op', change };
  if (due.unseen !== true) return { status: 'conflict', change, reason: due.reason };
  // Whoever it is came after we looked: the next look will include it.
  const message = `${change.destination} in ${change.table} is ${due.reason}`;
  return { status: 'failed', change, error: new CloudError('retryable', 'HolderUnknown', message) };
}

const leadsAsBefore = (now: Route | undefined, before: Route) =>
  now !== undefined && leadsTheSameWay(now.hop, before.hop);

/** Of two routes to a node one may go as long as the other is there: whoever works beside us may have taken that one. */
async function isStillNeedless(cloud: Cloud, change: RouteChange): Promise<boolean> {
  if (change.action !== 'delete' || change.beside === undefined) return true;
  const { table, destination, beside } = change;
  return leadsAsBefore(await cloud.readRoute(table, destination, beside.name), beside);
}

/**
 * Reads the route once more: no API takes a condition, so this is what keeps a change from hitting the wrong route. Answers
 * what is due instead of `change`; undefined when that still is.
 */
async function reconsider({ cloud, again }: ApplyContext, change: RouteChange): Promise<Due | undefined> {
  const now = await cloud.readRoute(change.table, change.destination, nameOf(change));
  const isStill = change.action !== 'create' && leadsAsBefore(now, change.before);
  return isStill && (await isStillNeedless(cloud, change)) ? undefined : decideAnew(again, change, now);
}

/** A race about the route itself, to be settled by looking again; not a failure. */
function isRace(error: unknown): boolean {
  return error instanceof CloudError && (error.trouble === 'exists' || error.trouble === 'missing');
}

async function attempt(context: ApplyContext, change: RouteChange, ready: Ready): Promise<Due> {
  const { cloud, signal } = context;
  let instead: Due | undefined;
  const confirm = async (): Promise<boolean> => {
    await ready();
    // Others may have kept us waiting.
    instead = signal?.aborted === true ? { status: 'not-started', change } : await reconsider(context, change);
    return instead === undefined;
  };
  try {
    // What is not there yet needs no second look: the cloud refuses to make it twice.
    await write(cloud, change, change.action === 'create' ? { signal } : { signal, confirm });
    return instead ?? { status: 'done', change };
  } catch (error) {
    if (!isRace(error)) throw error;
    return (await reconsider(context, change)) ?? change;
  }
}

function failed(change: RouteChange, error: unknown): ChangeResult {
  if (!(error instanceof CloudError)) throw error;
  return error.trouble === 'interrupted' ? { status: 'not-started', change } : { status: 'failed', change, error };
}

/** Carries one change out, whatever others do to its route meanwhile. Throws only what is no answer of the cloud. */
export async function carryOut(context: ApplyContext, change: RouteChange, ready: Ready): Promise<ChangeResult> {
  let due = change;
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = await attempt(context, due, ready).catch((error: unknown) => failed(due, error));
    if ('status' in result) return result;
    due = result;
  }
  const message = `route ${due.destination} in ${due.table} kept changing while it was being settled`;
  return { status: 'failed', change: due, error: new CloudError('retryable', 'Contended', message) };
}
