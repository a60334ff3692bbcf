import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { shellCommand } from './shell-command.ts';

/** The flags that a pasted command needs, and the settings that they stand for. */
const FLAGS = {
  aws: { region: 'AWS_REGION', 'cluster-name': 'CLUSTER_NAME', 'cluster-cidr': 'CLUSTER_CIDR' },
  gcp: { project: 'GOOGLE_CLOUD_PROJECT', 'cluster-name': 'CLUSTER_NAME', 'cluster-cidr': 'CLUSTER_CIDR' },
} as const;

const NODE_CIDR_FLAGS = {
  'node-cidr-mask-size-ipv4': 'NODE_CIDR_MASK_SIZE_IPV4',
  'node-cidr-mask-size-ipv6': 'NODE_CIDR_MASK_SIZE_IPV6',
} as const;

const OPTIONAL_FLAGS = {
  aws: { ...NODE_CIDR_FLAGS, 'route-table-ids': 'ROUTE_TABLE_IDS' },
  gcp: { ...NODE_CIDR_FLAGS, network: 'NETWORK', 'network-project': 'NETWORK_PROJECT' },
} as const;

/** Our own command on the cluster at hand, or on one with other `settings`, whatever the shell it is pasted into knows. */
export type PodroutesCommand = (command: 'plan' | 'resync' | 'doctor', settings?: SettingsSource) => string;

export function makePodroutesCommand(kind: 'aws' | 'gcp', known: SettingsSource): PodroutesCommand {
  return (command, settings = {}) => {
    const all = { ...known, ...settings };
    const flags = Object.entries({ ...FLAGS[kind], ...OPTIONAL_FLAGS[kind] }).flatMap(([flag, name]) => {
      const value = all[name]?.trim();
      return value === undefined || value === '' ? [] : [`--${flag}`, value];
    });
    return shellCommand('podroutes', command, '--cloud', kind, ...flags);
  };
}
