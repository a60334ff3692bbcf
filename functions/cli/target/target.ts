import type { Cloud } from '../../../shared/reconcile/cloud.ts';
import { type Inventory, takeInventory } from '../../../shared/reconcile/inventory.ts';
import type { Cluster } from '../../../shared/reconcile/reconcile.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';

/** The cluster that a command works on. */
export interface Target {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
  /** Where it is looked for, for people: `region us-east-1`, `project my-project`. */
  readonly place: string;
  /** Its routing tables as the cloud's own command lists them. */
  readonly listRoutes: () => Promise<string>;
}

/**
 * Opens the cluster that `settings` describe. Each cloud's client is loaded only when its cloud is meant: they are by far
 * the slowest part of the start. Throws SettingsError before any call when settings are missing or wrong.
 */
export async function openTarget(kind: 'aws' | 'gcp', settings: Source, runtime: Runtime): Promise<Target> {
  if (kind === 'aws') return (await import('./aws.ts')).openAws(settings, runtime);
  return (await import('./gcp.ts')).openGcp(settings, runtime);
}

/** Reads the whole network and what the decision table says of it. Throws CloudError when it cannot be read. */
export async function inventoryOf({ cloud, cluster }: Target): Promise<Inventory> {
  const snapshot = await cloud.observe({ everything: true, hints: [] });
  return takeInventory(snapshot, cluster.cidrs, cloud.kind);
}
