import { SettingsError } from '../../../shared/reconcile/errors.ts';
import type { Source } from '../../../shared/reconcile/settings.ts';

/** The flags that stand for settings, and the setting that each stands for. */
const SETTING_FLAGS = {
  clusterName: 'CLUSTER_NAME',
  clusterCidr: 'CLUSTER_CIDR',
  routeTableIds: 'ROUTE_TABLE_IDS',
  region: 'AWS_REGION',
  project: 'GOOGLE_CLOUD_PROJECT',
  network: 'NETWORK',
  networkProject: 'NETWORK_PROJECT',
} as const;

export type Flags = { readonly [Flag in keyof typeof SETTING_FLAGS]?: string } & { readonly cloud?: 'aws' | 'gcp' };

/** Flags beat the environment. */
export function settingsFrom(flags: Flags, environment: Source): Source {
  const given = Object.entries(SETTING_FLAGS).flatMap(([flag, name]) => {
    const value = Object.entries(flags).find(([key]) => key === flag)?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...environment, ...Object.fromEntries(given) };
}

/** The cloud that was asked for, or the only one that the settings can mean. Throws SettingsError when they leave it open. */
export function cloudFrom({ cloud }: Flags, settings: Source): 'aws' | 'gcp' {
  if (cloud !== undefined) return cloud;
  const isGcp = Boolean(settings['GOOGLE_CLOUD_PROJECT']);
  const isAws = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'].some((name) => Boolean(settings[name]));
  if (isGcp !== isAws) return isGcp ? 'gcp' : 'aws';
  const why = isGcp ? 'the settings name both clouds' : 'the settings name none';
  throw new SettingsError([`--cloud is not given and ${why}; it should be aws or gcp`]);
}
