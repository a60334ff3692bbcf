import type { Cloud } from './cloud/cloud.ts';
import { joinAll } from './cloud/join-all.ts';
import { makeObserver } from './observation.ts';
import type { Cluster } from './model/instance.ts';
import type { Report } from './report/report.ts';
import type { ReconcileRequest } from './request.ts';
import { LAG_RETRY_DELAYS, type Clock, SYSTEM_CLOCK } from './cloud/clock.ts';

/**
 * Brings the routes of `cluster` in line with its nodes: observe, plan, apply, report; for every cloud and every caller.
 * Idempotent: running it again at once writes nothing.
 *
 * Failures of single writes are in the report (`undone` lists all that is left). Throws a CloudError when the network
 * could not be read; then nothing was written.
 */
export async function reconcile(
  cloud: Cloud,
  cluster: Cluster,
  request: ReconcileRequest = {},
  clock: Clock = SYSTEM_CLOCK,
): Promise<Report> {
  const observe = makeObserver(cloud, cluster, request, clock);
  const claimReadTimeout = request.dryRun === true ? undefined : request.claimReadTimeout;
  const [first, { followUp }] = await joinAll([
    observe({ claimReadTimeout, retryDelays: LAG_RETRY_DELAYS }),
    import('./follow-up.ts'),
  ]);
  return followUp({ cloud, cluster, request, observe, clock }, first);
}
