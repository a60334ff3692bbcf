import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { Target, TargetIo } from './target.ts';

/**
 * Opens the cluster that `settings` describe. Each cloud's client is loaded only when its cloud is meant: they are by far
 * the slowest part of the start. Throws SettingsError before any call when settings are missing or wrong.
 */
export async function openTarget(kind: 'aws' | 'gcp', settings: SettingsSource, io: TargetIo): Promise<Target> {
  if (kind === 'aws') return (await import('./aws.ts')).openAwsTarget(settings, io);
  return (await import('./gcp.ts')).openGcpTarget(settings, io);
}
