import type { Cluster } from '../../../shared/reconcile/model/instance.ts';
import type { PublicationCloud } from '../../../shared/reconcile/publication/publication-cloud.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { CloudKind } from '../settings/flags.ts';
import type { TargetIo } from '../target/target.ts';

export interface OpenPublication {
  readonly cloud: PublicationCloud;
  readonly cluster: Cluster;
}

/** @param isPatient tries lost connections again for long: nobody waits at a terminal */
export async function openPublication(
  kind: CloudKind,
  settings: SettingsSource,
  io: TargetIo,
  isPatient: boolean,
): Promise<OpenPublication> {
  if (kind === 'aws') return (await import('./aws.ts')).openAwsPublication(settings, io, isPatient);
  return (await import('./gcp.ts')).openGcpPublication(settings, io, isPatient);
}
