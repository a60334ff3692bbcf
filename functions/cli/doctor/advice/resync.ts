import { plan } from '../../../../shared/reconcile/plan/plan.ts';
import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import type { Network } from '../../target/target.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';

/** What a resync would delete that stops because it is so much. */
export interface StoppedResync {
  readonly deletions: number;
  /** All routes to instances. */
  readonly routes: number;
}

/** Undefined where a resync of this network would not stop. */
export function stoppedResync({ snapshot, inventory }: Network): StoppedResync | undefined {
  const policy = { clusterCidrs: inventory.clusterCidrs, force: false };
  const { deletionGuardReason, suppressed, managedCount } = plan(snapshot, policy);
  if (deletionGuardReason === undefined) return undefined;
  return { deletions: suppressed.filter(({ action }) => action === 'delete').length, routes: managedCount };
}

/** The commands by which routes become what the nodes state, on the cluster at hand or on one with other `settings`. */
export type ResyncCommands = (settings?: SettingsSource) => string[];

/** A resync that would stop is not advised: whoever forces it has to see first what it deletes. */
export function resyncCommands(podroutes: PodroutesCommand, stopped: StoppedResync | undefined): ResyncCommands {
  return (settings) => {
    const resync = podroutes('resync', settings);
    if (stopped === undefined) return [resync];
    const { deletions, routes } = stopped;
    return [
      podroutes('plan', settings),
      `# a resync stops: it would delete ${deletions} of ${counted(routes, 'route')};`,
      '# only if the plan is right:',
      `${resync} --force`,
    ];
  };
}

/** The same where the network may be unreadable, as other checks then tell: nothing is known to stop a resync. */
export const resyncIfRead = (
  podroutes: PodroutesCommand,
  stopped: Promise<StoppedResync | undefined>,
): Promise<ResyncCommands> =>
  stopped.then(
    (known) => resyncCommands(podroutes, known),
    () => resyncCommands(podroutes, undefined),
  );
