import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import { bothLimits, type LimitOptions, limiterOf } from '../../filter/limits.ts';
import type { Io } from '../../io.ts';
import type { Target } from '../../target/target.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { runWrites } from '../run-writes.ts';
import { DeletionApproval } from './approve-deletions.ts';

export interface ResyncOptions extends PlanOptions, LimitOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** Deletes without asking. */
  readonly yes?: boolean;
}

/** Makes the routes what the nodes say. 1 when something is left undone. */
export function resync(options: ResyncOptions, target: Target, io: Io): Promise<number> {
  const { force = false, dryRun = false, yes = false } = options;
  const approval = yes ? undefined : new DeletionApproval(io);
  const limiter = bothLimits(limiterOf(options), approval?.limiter);
  return runWrites(
    { ...options, approve: approval && ((planned, showPlan) => approval.approve(planned, showPlan)) },
    target,
    io,
    (request) => reconcile(target.cloud, target.cluster, { ...request, limiter, force, dryRun }, io.runtime),
  );
}
