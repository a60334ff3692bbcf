import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { rememberNodeNames } from './node-names.ts';
import type { Target, TargetIo } from './target.ts';

/**
 * Opens the cluster that `settings` describe. Each cloud's client is loaded only when its cloud is meant: they are by far
 * the slowest part of the start. Throws SettingsError before any call when settings are missing or wrong.
 */
export async function openTarget(kind: 'aws' | 'gcp', settings: SettingsSource, io: TargetIo): Promise<Target> {
  if (kind === 'aws') return rememberNodeNames((await import('./aws.ts')).openAwsTarget(settings, io));
  return rememberNodeNames((await import('./gcp.ts')).openGcpTarget(settings, io));
}
