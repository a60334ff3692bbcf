import { SettingsError } from '../../../shared/reconcile/errors.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';
import type { Io } from '../io.ts';
import { readSettingsFile } from './file.ts';
import { type Cloud, type Flags, settingsOf } from './flags.ts';

export interface Resolved {
  readonly kind: Cloud;
  /** By the names of the environment. */
  readonly settings: Source;
}

const AWS_SETTINGS = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'];

/** The only cloud that `settings` can mean; undefined when they mean none or both. */
function onlyCloudIn(settings: Source): Cloud | undefined {
  const isGcp = settings['GOOGLE_CLOUD_PROJECT'] !== undefined;
  const isAws = AWS_SETTINGS.some((name) => settings[name] !== undefined);
  if (isGcp === isAws) return undefined;
  return isGcp ? 'gcp' : 'aws';
}

function cloudFrom(flags: Flags, file: Flags, settings: Source): Cloud {
  // What is said on purpose counts before what happens to be in the environment.
  const cloud =
    flags.cloud ??
    onlyCloudIn(settingsOf(flags)) ??
    file.cloud ??
    onlyCloudIn(settingsOf(file)) ??
    onlyCloudIn(settings);
  if (cloud !== undefined) return cloud;
  const why = settings['GOOGLE_CLOUD_PROJECT'] === undefined ? 'name none' : 'name both clouds';
  throw new SettingsError([`--cloud is not given and the settings ${why}; it should be aws or gcp`]);
}

function nonBlank(source: Source): Source {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

/**
 * Lays flags over the environment over the settings file, and finds out which cloud is meant. Throws SettingsError when the file
 * is wrong or the cloud is left open.
 */
export async function resolveSettings(flags: Flags & { readonly config?: string }, io: Io): Promise<Resolved> {
  const file = await readSettingsFile(io.folder, flags.config);
  const merged = { ...settingsOf(file), ...nonBlank(io.env), ...settingsOf(flags) };
  // The AWS CLI's name for it, which the SDK does not read.
  const region = merged['AWS_REGION'] ?? merged['AWS_DEFAULT_REGION'];
  const settings = region === undefined ? merged : { ...merged, AWS_REGION: region };
  return { kind: cloudFrom(flags, file, settings), settings };
}
