import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { Target } from './target.ts';

/**
 * Opens the cluster that `settings` describe. Each cloud's client is loaded only when its cloud is meant: they are by far
 * the slowest part of the start. Throws SettingsError before any call when settings are missing or wrong.
 */
export async function openTarget(kind: 'aws' | 'gcp', settings: SettingsSource, runtime: Clock): Promise<Target> {
  if (kind === 'aws') return (await import('./aws.ts')).openAwsTarget(settings, runtime);
  return (await import('./gcp.ts')).openGcpTarget(settings, runtime);
}
