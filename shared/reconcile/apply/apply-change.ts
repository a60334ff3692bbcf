import type { RouteChange } from '../model/route-change.ts';
import type { ChangeResult } from '../report/change-result.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { WriteOptions } from '../cloud/write-options.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { ApplyContext } from './apply-context.ts';
import { rereadAndReplan } from './reread-before-write.ts';

/** Called when it is a change's turn, before its route is read again. */
type Ready = () => Promise<void>;

/** What has to be done next, or how it ended. */
export type Due = RouteChange | ChangeResult;

/** Somebody who edits the same route while we do is settled with in this many rounds, or reported. */
const MAX_ATTEMPTS = 3;

async function writeChange(cloud: Cloud, change: RouteChange, options: WriteOptions): Promise<void> {
  switch (change.action) {
    case 'create':
      return cloud.createRoute(change.table, change.destination, change.node, options);
    case 'replace':
      return cloud.replaceRoute(change.before, change.node, options);
    case 'delete':
      return cloud.deleteRoute(change.before, options);
  }
}

/** A race about the route itself, to be settled by looking again; not a failure. */
function isRace(error: unknown): boolean {
  return error instanceof CloudError && (error.kind === 'already-exists' || error.kind === 'not-found');
}

async function attempt(context: ApplyContext, change: RouteChange, waitForBatch: Ready): Promise<Due> {
  const { cloud, signal } = context;
  let instead: Due | undefined;
  const precondition = async (): Promise<boolean> => {
    await waitForBatch();
    // Others may have kept us waiting.
    instead = signal?.aborted === true ? { status: 'not-started', change } : await rereadAndReplan(context, change);
    return instead === undefined;
  };
  try {
    // What is not there yet needs no second look: the cloud refuses to make it twice.
    await writeChange(cloud, change, change.action === 'create' ? { signal } : { signal, precondition });
    return instead ?? { status: 'done', change };
  } catch (error) {
    if (!isRace(error)) throw error;
    return (await rereadAndReplan(context, change)) ?? change;
  }
}

function failed(change: RouteChange, error: unknown): ChangeResult {
  if (!(error instanceof CloudError)) throw error;
  return error.kind === 'interrupted' ? { status: 'not-started', change } : { status: 'failed', change, error };
}

/** Carries one change out, whatever others do to its route meanwhile. Throws only what is no answer of the cloud. */
export async function applyChange(context: ApplyContext, change: RouteChange, ready: Ready): Promise<ChangeResult> {
  let current = change;
  for (let attemptCount = 0; attemptCount < MAX_ATTEMPTS; attemptCount += 1) {
    const result = await attempt(context, current, ready).catch((error: unknown) => failed(current, error));
    if ('status' in result) return result;
    current = result;
  }
  const message = `route ${current.destination} in ${current.table} kept changing while it was being settled`;
  return { status: 'failed', change: current, error: new CloudError('transient', 'Contended', message) };
}
