import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import type { Io } from '../io.ts';
import { type Needed, openCloudError } from './missing-settings.ts';
import { readSettingsFile } from './settings-file.ts';
import { type CloudKind, type Flags, settingsFromFlags } from './flags.ts';

export interface ResolvedSettings {
  readonly kind: CloudKind;
  /** By the names of the environment. */
  readonly settings: SettingsSource;
}

const AWS_ONLY_SETTINGS = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'];

/** The only cloud that `settings` can mean; undefined when they mean none or both. */
function inferCloud(settings: SettingsSource): CloudKind | undefined {
  const isGcp = settings['GOOGLE_CLOUD_PROJECT'] !== undefined;
  const isAws = AWS_ONLY_SETTINGS.some((name) => settings[name] !== undefined);
  if (isGcp === isAws) return undefined;
  return isGcp ? 'gcp' : 'aws';
}

function resolveCloud(flags: Flags, file: Flags, settings: SettingsSource): CloudKind | undefined {
  // What is said on purpose counts before what happens to be in the environment.
  return (
    flags.cloud ??
    inferCloud(settingsFromFlags(flags)) ??
    file.cloud ??
    inferCloud(settingsFromFlags(file)) ??
    inferCloud(settings)
  );
}

function nonBlank(source: SettingsSource): SettingsSource {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

/**
 * Lays flags over the environment over the settings file, and finds out which cloud is meant. Throws SettingsError when the file
 * is wrong or the cloud is left open.
 */
export async function resolveSettings(
  flags: Flags & { readonly config?: string },
  io: Io,
  needed: Needed = 'cluster',
): Promise<ResolvedSettings> {
  const file = await readSettingsFile(io.cwd, flags.config);
  const merged = { ...settingsFromFlags(file), ...nonBlank(io.env), ...settingsFromFlags(flags) };
  // The AWS CLI's name for it, which the SDK does not read.
  const region = merged['AWS_REGION'] ?? merged['AWS_DEFAULT_REGION'];
  const settings = region === undefined ? merged : { ...merged, AWS_REGION: region };
  const kind = resolveCloud(flags, file, settings);
  if (kind === undefined) throw openCloudError(settings, needed);
  return { kind, settings };
}
