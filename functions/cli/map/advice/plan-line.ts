import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { planSummary } from '../../render/report/summaries.ts';
import type { Network, Target } from '../../target/target.ts';

/** The last line of `podroutes plan` on the network as it was read: nothing is read again. */
export async function planLine({ snapshot }: Network, { cloud, cluster }: Target, clock: Clock): Promise<string> {
  const asRead = { ...cloud, observe: () => Promise.resolve(snapshot) };
  return planSummary(await reconcile(asRead, cluster, { dryRun: true }, clock));
}
