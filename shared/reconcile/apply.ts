import pLimit from 'p-limit';
import type { Cloud } from './cloud.ts';
import { CloudError } from './errors.ts';
import type { Hop, Route, RouteChange } from './model.ts';
import type { Plan } from './plan.ts';

/** How one change ended. `settled`: when it came to it, the route was right or no longer ours to change. */
export type Outcome =
  | { readonly status: 'done'; readonly change: RouteChange }
  | { readonly status: 'settled'; readonly change: RouteChange }
  | { readonly status: 'contested'; readonly change: RouteChange; readonly reason: string }
  | { readonly status: 'failed'; readonly change: RouteChange; readonly error: CloudError }
  /** Not begun, because the run was told to stop. */
  | { readonly status: 'left'; readonly change: RouteChange };

/** Somebody who looks on while a plan is carried out, and may end it. */
export interface Attendant {
  /** Once aborted, no further change is begun; those under way are finished. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of each change as it ends. */
  readonly onEnd?: ((outcome: Outcome) => void) | undefined;
}

/** Somebody who edits the same route while we do is settled with in this many rounds, or reported. */
const ROUNDS = 3;

/** Writes under way at once: enough to hide the latency, few enough for one cloud's request bucket. */
const CONCURRENCY = 8;

function leadsTheSameWay(a: Hop, b: Hop): boolean {
  if (a.kind === 'foreign' || b.kind === 'foreign') return false;
  // A blackhole may have lost its instance id since: compare what both know.
  const same = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  const shareOne =
    (a.instance !== undefined && a.instance === b.instance) ||
    (a.interface !== undefined && a.interface === b.interface);
  return shareOne && same(a.instance, b.instance) && same(a.interface, b.interface);
}

async function write(cloud: Cloud, change: RouteChange): Promise<void> {
  switch (change.action) {
    case 'create':
      return cloud.createRoute(change.table, change.destination, change.node);
    case 'replace':
      return cloud.replaceRoute(change.before, change.node);
    case 'delete':
      return cloud.deleteRoute(change.before);
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

/** Reads the route once more: no API takes a condition, so this is what keeps a change from hitting the wrong route. */
async function confirm(cloud: Cloud, plan: Plan, change: RouteChange): Promise<RouteChange | Outcome> {
  if (change.action === 'create') return change;
  const now = await cloud.readRoute(change.table, change.destination, nameOf(change));
  if (now !== undefined && leadsTheSameWay(now.hop, change.before.hop)) return change;
  return decideAnew(plan, change, now);
}

/** A race about the route itself, to be settled by looking again; not a failure. */
function isRace(error: unknown): boolean {
  return error instanceof CloudError && (error.trouble === 'exists' || error.trouble === 'missing');
}

async function attempt(cloud: Cloud, plan: Plan, change: RouteChange): Promise<RouteChange | Outcome> {
  try {
    const due = await confirm(cloud, plan, change);
    if ('status' in due || due !== change) return due;
    await write(cloud, change);
    return { status: 'done', change };
  } catch (error) {
    if (!isRace(error)) throw error;
    return decideAnew(plan, change, await cloud.readRoute(change.table, change.destination, nameOf(change)));
  }
}

async function carryOut(cloud: Cloud, plan: Plan, change: RouteChange): Promise<Outcome> {
  let due = change;
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = await attempt(cloud, plan, due).catch((error: unknown) => {
      if (error instanceof CloudError) return { status: 'failed', change: due, error } as const;
      throw error;
    });
    if ('status' in result) return result;
    due = result;
  }
  const message = `route ${due.destination} in ${due.table} kept changing while it was being settled`;
  return { status: 'failed', change: due, error: new CloudError('retryable', 'Contended', message) };
}

function urgency(change: RouteChange): number {
  return (change.drift ? 2 : 0) + (change.action === 'delete' ? 1 : 0);
}

/**
 * Carries out a plan: what events asked for first, deletions last. A failed change does not stop the others.
 * Throws only what is no answer of the cloud, after every change was tried.
 */
export async function apply(cloud: Cloud, plan: Plan, { signal, onEnd }: Attendant = {}): Promise<Outcome[]> {
  const limit = pLimit(CONCURRENCY);
  const changes = plan.changes.toSorted((a, b) => urgency(a) - urgency(b));
  const one = async (change: RouteChange): Promise<Outcome> => {
    if (signal?.aborted === true) return { status: 'left', change };
    const outcome = await carryOut(cloud, plan, change);
    onEnd?.(outcome);
    return outcome;
  };
  const results = await Promise.allSettled(changes.map((change) => limit(() => one(change))));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
