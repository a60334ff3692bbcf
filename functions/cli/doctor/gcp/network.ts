import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { type Finding, finding } from '../finding.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import { gcloud } from './cli-command.ts';
import type { RestClient } from './rest-client.ts';

const Networks = z.object({
  items: z.optional(
    z.array(
      z.object({ id: z.string(), name: z.string(), networkFirewallPolicyEnforcementOrder: z.optional(z.string()) }),
    ),
  ),
  nextPageToken: z.optional(z.string()),
});

export interface Network {
  readonly id: string;
  readonly name: string;
  /** Whether policies of the network are asked before or after its firewall rules. */
  readonly order: string | undefined;
}

/** All networks of the project that routes are in. */
export async function listNetworks(rest: RestClient, { networkProject }: GcpConfig): Promise<Network[]> {
  const path = `projects/${networkProject}/global/networks`;
  const pages = await rest.list({ api: 'compute', path, schema: Networks, permission: 'compute.networks.list' });
  return pages.flatMap(({ items = [] }) =>
    items.map(({ id, name, networkFirewallPolicyEnforcementOrder: order }) => ({ id, name, order })),
  );
}

/** Whether the network exists; where it does not, the only other one may have been meant. */
export function analyzeNetwork(
  config: GcpConfig,
  networks: readonly Network[],
  podroutes: PodroutesCommand,
): Finding[] {
  const { network, networkProject } = config;
  if (networks.some(({ name }) => name === network)) return [];
  const [only, ...more] = networks;
  const names = networks.map(({ name }) => name).join(', ') || 'none at all';
  const what = `project ${networkProject} has no network ${network}; it has ${names}`;
  const mend =
    only !== undefined && more.length === 0
      ? podroutes('plan', { NETWORK: only.name })
      : gcloud(networkProject, 'compute', 'networks', 'list');
  return [finding('network-not-found', { subject: network, what, mend })];
}
