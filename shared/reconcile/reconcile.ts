import type { Outcome } from './carry-out.ts';
import type { Cloud } from './cloud.ts';
import { type Done, doneBy, interruption, leaveUndone } from './done.ts';
import { CloudError } from './errors.ts';
import { unreadable, unreadIn } from './lag.ts';
import { type Look, looking, type Looking } from './look.ts';
import { type Report, reportOutcome, summarise } from './report.ts';
import type { Cluster, Request } from './request.ts';
import { type Left, Run } from './run.ts';
import { type Runtime, SYSTEM } from './runtime.ts';

export type { Cluster, Request };

/** How long to wait before looking again at an instance that lags behind its event. */
const LOOK_AGAIN_AFTER = [500, 1500];

function isMore({ snapshot }: Look, { changes, forwarding }: Left, signal: AbortSignal | undefined): boolean {
  return signal?.aborted !== true && changes.length + forwarding.length + unreadIn(snapshot).length > 0;
}

interface CarriedOut {
  readonly done: Done;
  readonly last: Look;
}

/** Carries out what the first look found, and what later ones find, until nothing is left or the run is told to stop. */
async function carryOut(cloud: Cloud, first: Look, look: Looking, request: Request, runtime: Runtime) {
  const { signal, patience, watch } = request;
  const onEnd = (outcome: Outcome) => watch?.ended?.(reportOutcome(outcome, cloud.kind));
  const run = new Run(cloud, runtime, { signal, onEnd });
  const end = (last: Look, { changes, forwarding }: Left, why?: string): CarriedOut => {
    // For want of time to read all, it could not even be decided: whoever asked for it must ask again.
    const undecided = unreadIn(last.snapshot).length > 0 ? run.untried(last.due.unsure) : [];
    const left = { changes: [...changes, ...undecided], forwarding };
    return { done: doneBy(cloud.kind, run, left, last.due, why), last };
  };
  let last = first;
  let left = await run.round(first.due);
  let tried = 0;
  while (isMore(last, left, signal)) {
    // Where there was nothing to write there is nothing to hurry for.
    const isIdle = run.outcomes.length === tried;
    tried = run.outcomes.length;
    try {
      last = await look(isIdle ? undefined : patience, []);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return end(last, left, `could not look again: ${error.message}`);
    }
    left = await run.round(last.due);
  }
  return end(last, left);
}

/**
 * Brings the routes of `cluster` in line with its nodes: observe, plan, apply, report. The one orchestrator, for every
 * cloud and every caller. Running it again at once writes nothing.
 *
 * Failures of single writes stand in the report (`assertFinished` turns them into an error). Throws a CloudError when the
 * network could not be read; then nothing was written.
 */
export async function reconcile(
  cloud: Cloud,
  cluster: Cluster,
  request: Request = {},
  runtime: Runtime = SYSTEM,
): Promise<Report> {
  const { hints = [], everything = hints.length === 0, dryRun = false } = request;
  const look = looking(cloud, cluster, request, runtime);
  const first = await look(dryRun ? undefined : request.patience, LOOK_AGAIN_AFTER);
  const report = (done: Done, { snapshot, late, due }: Look, isCarriedOut: boolean): Report => {
    const { contests, forwarding } = done;
    const changes = [...done.changes, ...done.held];
    // What was not to be begun was not interrupted.
    const begun = isCarriedOut ? done.changes : [];
    const conflicts = [...due.conflicts, ...contests];
    return {
      cloud: cloud.kind,
      cluster: cluster.name,
      scope: everything ? 'resync' : 'event',
      dryRun,
      changes,
      conflicts,
      skipped: due.skipped,
      warnings: forwarding.warnings,
      errors: [...late, ...unreadable(snapshot), ...forwarding.errors],
      forwarding: forwarding.enabled,
      ...(snapshot.view === 'partial' ? { partial: snapshot.gaps } : {}),
      ...(due.brake === undefined ? {} : { stopped: due.brake }),
      ...interruption({ ...done, changes: begun }, unreadIn(snapshot)),
      summary: summarise(changes, first.due.unchanged, conflicts.length),
    };
  };
  const undone = leaveUndone(cloud.kind, first.due);
  const { brake, changes } = first.due;
  if (dryRun || (brake !== undefined && changes.length === 0)) return report(undone, first, false);
  request.watch?.planned?.(report(undone, first, false));
  const { done, last } = await carryOut(cloud, first, look, request, runtime);
  return report(done, last, true);
}
