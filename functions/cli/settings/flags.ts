import type { SettingsSource } from '../../../shared/reconcile/settings.ts';

/** The flags that stand for settings, and the setting that each stands for. The settings file has the same names. */
export const SETTING_FLAGS = {
  clusterName: 'CLUSTER_NAME',
  clusterCidr: 'CLUSTER_CIDR',
  nodeCidrMaskSizeIpv4: 'NODE_CIDR_MASK_SIZE_IPV4',
  nodeCidrMaskSizeIpv6: 'NODE_CIDR_MASK_SIZE_IPV6',
  routeTableIds: 'ROUTE_TABLE_IDS',
  region: 'AWS_REGION',
  profile: 'AWS_PROFILE',
  project: 'GOOGLE_CLOUD_PROJECT',
  network: 'NETWORK',
  networkProject: 'NETWORK_PROJECT',
} as const;

export type CloudKind = 'aws' | 'gcp';

/** What flags, or a settings file, say. */
export type Flags = { readonly [Flag in keyof typeof SETTING_FLAGS]?: string | undefined } & {
  readonly cloud?: CloudKind | undefined;
};

const isSettingFlag = (key: string): key is keyof typeof SETTING_FLAGS => Object.hasOwn(SETTING_FLAGS, key);

/** The settings that flags stand for, by the names that the environment has for them. */
export function settingsFromFlags(flags: Flags): SettingsSource {
  const entries = Object.keys(flags)
    .filter(isSettingFlag)
    .flatMap((flag) => (flags[flag] === undefined ? [] : [[SETTING_FLAGS[flag], flags[flag]] as const]));
  return Object.fromEntries(entries);
}
