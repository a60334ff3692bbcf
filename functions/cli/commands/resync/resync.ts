import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Limiter } from '../../../../shared/reconcile/plan/limit-plan.ts';
import { bothLimits, type LimitOptions, limiterOf } from '../../filter/limits.ts';
import type { Io } from '../../io.ts';
import { readPlanFile } from '../../saved-plan/plan-file.ts';
import type { Target } from '../../target/target.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { runWrites, type WriteOptions } from '../run-writes.ts';
import { DeletionApproval } from './approve-deletions.ts';
import { SavedPlanApproval } from './approve-saved-plan.ts';

export interface ResyncOptions extends PlanOptions, LimitOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** Deletes without asking. */
  readonly yes?: boolean;
  /** A file of `plan --out`: nothing else is done. */
  readonly plan?: string;
}

interface Approval {
  readonly limiter: Limiter;
  readonly approve: NonNullable<WriteOptions['approve']>;
}

async function approvalFor(
  { plan, yes = false }: ResyncOptions,
  target: Target,
  io: Io,
): Promise<Approval | undefined> {
  if (plan !== undefined) return new SavedPlanApproval(await readPlanFile(io.cwd, plan), plan, target, io);
  return yes ? undefined : new DeletionApproval(io);
}

/** Makes the routes what the nodes say. 1 when something is left undone, or is not what a saved plan says. */
export async function resync(options: ResyncOptions, target: Target, io: Io): Promise<number> {
  const { force = false, dryRun = false } = options;
  const approval = await approvalFor(options, target, io);
  const limiter = bothLimits(limiterOf(options), approval?.limiter);
  const approve: WriteOptions['approve'] = approval && ((planned, showPlan) => approval.approve(planned, showPlan));
  return runWrites({ ...options, approve }, target, io, (request) =>
    reconcile(target.cloud, target.cluster, { ...request, limiter, force, dryRun }, io.runtime),
  );
}
