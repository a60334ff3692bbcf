import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { makeAdvice } from '../../doctor/advice/advice.ts';
import { resyncCommands, stoppedResync } from '../../doctor/advice/resync.ts';
import { inventoryFindings } from '../../doctor/analyze/inventory-checks.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { Network } from '../../target/target.ts';
import { knownRemediations } from './known-remediations.ts';
import { ownershipIn } from './ownership.ts';

/** What the doctor finds in nodes and routes alone: no more calls than the map makes anyway. Pure. */
export function findingsIn(
  network: Network,
  kind: 'aws' | 'gcp',
  settings: SettingsSource,
  location: string,
): Finding[] {
  const { snapshot, inventory } = network;
  const remediations = knownRemediations(kind, settings, snapshot.instances);
  const resync = resyncCommands(remediations.podroutes, stoppedResync(network));
  return inventoryFindings(makeAdvice(inventory, ownershipIn(snapshot), remediations, resync), kind, location);
}
