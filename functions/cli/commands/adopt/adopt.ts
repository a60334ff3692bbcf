import { adopt as adoptRoutes } from '../../../../shared/reconcile/adopt.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import type { Target } from '../../target/target.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { runWrites } from '../run-writes.ts';

export interface AdoptOptions extends PlanOptions {
  readonly dryRun?: boolean;
}

const NOTHING_ON_AWS =
  'nothing is to be taken over on AWS: a route to an instance that CreateRoute made is podroutes’ already, whoever called it';

/** Takes over routes that others made and that lead to the right nodes. 1 when something is left undone. */
export async function adopt(options: AdoptOptions, target: Target, io: Io): Promise<number> {
  const { dryRun = false } = options;
  const code = await runWrites(options, target, io, (request) =>
    adoptRoutes(target.cloud, target.cluster, { ...request, dryRun }, io.runtime),
  );
  if (target.cloud.kind === 'aws') printNote(io, NOTHING_ON_AWS);
  return code;
}
