import type { Plan } from '../plan/plan.ts';
import type { RouteChange } from '../model/route-change.ts';
import type { ChangeResult } from '../report/change-result.ts';
import type { Cloud, WriteOptions } from '../cloud/cloud.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { rereadAndReplan } from './reread-before-write.ts';

export interface ApplyContext {
  readonly cloud: Cloud;
  readonly replan: Plan['replan'];
  /** Once aborted, nothing more is sent. */
  readonly signal?: AbortSignal | undefined;
  /** True: no further change is started; those in progress are finished. */
  readonly shouldStop: () => boolean;
  readonly onResult?: ((result: ChangeResult) => void) | undefined;
}

/** Resolves when all changes of the batch may be sent. */
type WaitForBatch = () => Promise<void>;

/** The next change to send, or the final result. */
export type NextStep = RouteChange | ChangeResult;

/** So often a change is planned anew when somebody else edits the same route; then it fails. */
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

/** Somebody else created or deleted the route first: it is read again. */
function isRace(error: unknown): boolean {
  return error instanceof CloudError && (error.kind === 'already-exists' || error.kind === 'not-found');
}

async function attempt(context: ApplyContext, change: RouteChange, waitForBatch: WaitForBatch): Promise<NextStep> {
  const { cloud, signal } = context;
  let instead: NextStep | undefined;
  const precondition = async (): Promise<boolean> => {
    await waitForBatch();
    instead = signal?.aborted === true ? { status: 'not-started', change } : await rereadAndReplan(context, change);
    return instead === undefined;
  };
  try {
    // A create needs no precondition: the cloud refuses to create a route twice.
    await writeChange(cloud, change, change.action === 'create' ? { signal } : { signal, precondition });
    return instead ?? { status: 'done', change };
  } catch (error) {
    if (!isRace(error)) throw error;
    return (await rereadAndReplan(context, change)) ?? change;
  }
}

/** What a write comes to that threw; throws what is no CloudError. */
export function resultOfError(change: RouteChange, error: unknown): ChangeResult {
  if (!(error instanceof CloudError)) throw error;
  return error.kind === 'interrupted' ? { status: 'not-started', change } : { status: 'failed', change, error };
}

/** Applies one change, planned anew when others edit its route meanwhile. Throws only what is no CloudError. */
export async function applyChange(
  context: ApplyContext,
  change: RouteChange,
  waitForBatch: WaitForBatch,
): Promise<ChangeResult> {
  let current = change;
  for (let attemptCount = 0; attemptCount < MAX_ATTEMPTS; attemptCount += 1) {
    const result = await attempt(context, current, waitForBatch).catch((error: unknown) =>
      resultOfError(current, error),
    );
    if ('status' in result) return result;
    current = result;
  }
  const message = `route ${current.destination} in ${current.table} kept changing while it was being settled`;
  return { status: 'failed', change: current, error: new CloudError('transient', 'Contended', message) };
}
