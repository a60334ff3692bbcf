import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Io } from '../../io.ts';
import type { Target } from '../../target/target.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { runWrites } from '../run-writes.ts';

export interface ResyncOptions extends PlanOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Makes the routes what the nodes say. 1 when something is left undone. */
export function resync(options: ResyncOptions, target: Target, io: Io): Promise<number> {
  const { force = false, dryRun = false } = options;
  return runWrites(options, target, io, (request) =>
    reconcile(target.cloud, target.cluster, { ...request, force, dryRun }, io.runtime),
  );
}
