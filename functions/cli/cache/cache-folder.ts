import { isAbsolute, join } from 'node:path';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';

function baseFolder(env: SettingsSource, platform: NodeJS.Platform): string | undefined {
  // The XDG specification: what is not absolute counts as not set.
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(xdg)) return xdg;
  if (platform === 'win32') return env['LOCALAPPDATA'];
  const home = env['HOME'];
  if (home === undefined) return undefined;
  return platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}

/** Where this user's programs keep what they can do without; undefined where there is no such place. */
export function cacheFolder(env: SettingsSource, platform: NodeJS.Platform = process.platform): string | undefined {
  const base = baseFolder(env, platform);
  return base === undefined || !isAbsolute(base) ? undefined : join(base, 'podroutes');
}
