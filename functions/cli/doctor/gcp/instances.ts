import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import type { RestClient } from './rest-client.ts';

const GceInstance = z.object({
  id: z.string(),
  name: z.string(),
  networkInterfaces: z.optional(z.array(z.object({ networkIP: z.optional(z.string()) }))),
  tags: z.optional(z.object({ items: z.optional(z.array(z.string())) })),
  serviceAccounts: z.optional(z.array(z.object({ email: z.string() }))),
});

const Page = z.object({
  items: z.optional(z.record(z.string(), z.object({ instances: z.optional(z.array(GceInstance)) }))),
  nextPageToken: z.optional(z.string()),
});

/** A VM with what firewall rules can name. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
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
      instances.map(({ id, name, networkInterfaces = [], tags: { items: tags = [] } = {}, serviceAccounts = [] }) => {
        const zone = partsOfLink(scope).name;
        const addresses = networkInterfaces.flatMap(({ networkIP = [] }) => networkIP);
        return { id, name, zone, addresses, tags, serviceAccounts: serviceAccounts.map(({ email }) => email) };
      }),
    ),
  );
}
