import { SettingsError, type SettingsSource } from '../../../shared/reconcile/settings.ts';
import { SETTING_FLAGS } from './flags.ts';

/** Which of the flags a command needs: `init` finds out the cluster's. */
export type Needed = 'cluster' | 'cloud';

const CLUSTER_FLAGS = [
  ['CLUSTER_NAME', '--cluster-name NAME'],
  ['CLUSTER_CIDR', '--cluster-cidr RANGE'],
] as const;

/** Why a cloud is asked for, and which flags are missing besides. */
export function openCloudError(settings: SettingsSource, needed: Needed): SettingsError {
  if (settings['GOOGLE_CLOUD_PROJECT'] !== undefined)
    return new SettingsError(['--cloud is not given and the settings name both clouds; it should be aws or gcp']);
  const missing = CLUSTER_FLAGS.filter(([name]) => needed === 'cluster' && settings[name] === undefined);
  const flags = [...missing.map(([, flag]) => flag), '--region REGION (AWS) or --project PROJECT (GCP)'];
  return new SettingsError([`--cloud is not given and the settings name none; missing: ${flags.join(', ')}`]);
}

/** A mistake about a setting that is missing, with the flag that would say it. */
export function withFlag(mistake: string): string {
  const [, name] = /^(\w+) is not set/.exec(mistake) ?? [];
  const [flag] = Object.entries(SETTING_FLAGS).find(([, setting]) => setting === name) ?? [];
  if (flag === undefined) return mistake;
  const word = flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return mistake.replace(' is not set', ` is not set (--${word})`);
}

/** What finds missing settings; undefined where none is missing. */
export function initAdvice({ mistakes }: SettingsError): string | undefined {
  const isMissing = mistakes.some(
    (mistake) =>
      mistake.includes('name none; missing: --cluster') ||
      CLUSTER_FLAGS.some(([name]) => mistake.startsWith(`${name} is not set`)),
  );
  return isMissing ? '"podroutes init" looks for the cluster and writes its settings to podroutes.yaml' : undefined;
}
