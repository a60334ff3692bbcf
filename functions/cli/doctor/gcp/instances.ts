import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import type { RestClient } from './rest-client.ts';

const GceInterface = z.object({
  network: z.optional(z.string()),
  networkIP: z.optional(z.string()),
  ipv6Address: z.optional(z.string()),
  ipv6AccessConfigs: z.optional(z.array(z.object({ externalIpv6: z.optional(z.string()) }))),
});

const GceInstance = z.object({
  id: z.string(),
  name: z.string(),
  status: z.optional(z.string()),
  canIpForward: z.optional(z.boolean()),
  networkInterfaces: z.optional(z.array(GceInterface)),
  tags: z.optional(z.object({ items: z.optional(z.array(z.string())) })),
  serviceAccounts: z.optional(z.array(z.object({ email: z.string() }))),
});

const Page = z.object({
  items: z.optional(z.record(z.string(), z.object({ instances: z.optional(z.array(GceInstance)) }))),
  nextPageToken: z.optional(z.string()),
});

interface InterfaceFacts {
  readonly network: string;
  readonly addresses: readonly string[];
}

/** A VM with what firewall rules can name. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  /** As Compute Engine names it: `RUNNING`. */
  readonly status: string;
  readonly canIpForward: boolean;
  readonly interfaces: readonly InterfaceFacts[];
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
}

function toInterfaceFacts({ network = '', networkIP, ...nic }: z.infer<typeof GceInterface>): InterfaceFacts {
  const ipv6 = nic.ipv6Address ?? nic.ipv6AccessConfigs?.[0]?.externalIpv6;
  return { network, addresses: [networkIP, ipv6].filter((address) => address !== undefined) };
}

function toInstanceFacts(zone: string, instance: z.infer<typeof GceInstance>): InstanceFacts {
  const { id, name, status = '', canIpForward = false, networkInterfaces = [] } = instance;
  return {
    id,
    name,
    zone,
    status,
    canIpForward,
    interfaces: networkInterfaces.map(toInterfaceFacts),
    addresses: networkInterfaces.flatMap(({ networkIP = [] }) => networkIP),
    tags: instance.tags?.items ?? [],
    serviceAccounts: (instance.serviceAccounts ?? []).map(({ email }) => email),
  };
}

/** All VMs of the project. */
export async function listInstances(rest: RestClient, { project }: GcpConfig): Promise<InstanceFacts[]> {
  const list = (query: Record<string, string>) =>
    rest.list({
      api: 'compute',
      path: `projects/${project}/aggregated/instances`,
      query: { maxResults: '500', ...query },
      schema: Page,
      permission: 'compute.instances.list',
    });
  // The parameter is in no description of the API any more.
  const pages = await list({ returnPartialSuccess: 'true' }).catch((error: unknown) => {
    if (!(error instanceof CloudError) || error.kind !== 'rejected') throw error;
    return list({});
  });
  return pages.flatMap(({ items = {} }) =>
    Object.entries(items).flatMap(([scope, { instances = [] }]) =>
      instances.map((instance) => toInstanceFacts(partsOfLink(scope).name, instance)),
    ),
  );
}
