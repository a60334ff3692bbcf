import * as z from 'zod/mini';
import type { Instance, InstanceState } from '../reconcile/model/instance.ts';
import { readPages } from '../reconcile/cloud/paging.ts';
import { type Claim, claimInText } from '../reconcile/model/claim.ts';
import { similarKeys } from '../reconcile/model/text/similar-keys.ts';
import { printable } from '../reconcile/model/text/printable-text.ts';
import { PUBLISHED_KEY, type Statement, statementOf } from '../reconcile/model/statement.ts';
import { listOptions } from './api/client.ts';
import { PARTIAL_SUCCESS } from './api/extra-query.ts';
import type { GcpConfig } from './config.ts';
import type { ComputeApi } from './api/api.ts';
import { invalidResponse } from './api/errors.ts';
import { INSTANCE_FIELDS, withFieldMask } from './api/field-mask.ts';
import { isNetwork, partsOfLink } from './names.ts';
import { POD_CIDR_KEY } from './pod-cidr-metadata.ts';

const LIST = 'instances.aggregatedList';

const text = z.nullish(z.string());

const GceInterface = z.object({
  network: text,
  networkIP: text,
  ipv6Address: text,
  ipv6AccessConfigs: z.nullish(z.array(z.object({ externalIpv6: text }))),
});

const GceInstance = z.object({
  // A 64-bit number, as a string.
  id: z.string(),
  name: z.string(),
  status: text,
  creationTimestamp: text,
  canIpForward: z.nullish(z.boolean()),
  metadata: z.nullish(z.object({ items: z.nullish(z.array(z.object({ key: text, value: text }))) })),
  networkInterfaces: z.nullish(z.array(GceInterface)),
});

const InstancePage = z.object({
  items: z.nullish(z.record(z.string(), z.object({ instances: z.nullish(z.array(GceInstance)) }))),
  unreachables: z.nullish(z.array(z.string())),
  nextPageToken: text,
});

type GceInstance = z.infer<typeof GceInstance>;
type GceInterface = z.infer<typeof GceInterface>;

export interface InstanceListing {
  /** Instances with an interface in the cluster's network. */
  readonly instances: readonly Instance[];
  /** Ids of all instances, in any network. */
  readonly ids: ReadonlySet<string>;
  /** Instance id by `zones/Z/instances/NAME`, for routes that name an instance. */
  readonly idByPath: ReadonlyMap<string, string>;
  readonly unreachableZones: readonly string[];
  /** What the instances of the cluster's network state, by id. */
  readonly statements: ReadonlyMap<string, Statement>;
}

function stateOf(status: string | null | undefined): InstanceState {
  switch (status) {
    case 'PROVISIONING':
    case 'STAGING':
      return 'pending';
    // TERMINATED is a stopped VM; a deleted one is not listed at all.
    case 'STOPPING':
    case 'STOPPED':
    case 'SUSPENDING':
    case 'SUSPENDED':
    case 'TERMINATED':
    case 'DEPROVISIONING':
      return 'stopped';
    default:
      return 'running';
  }
}

/** A managed instance group notes itself in the metadata of its instances: `projects/P/zones/Z/instanceGroupManagers/NAME`. */
function groupOf({ metadata }: GceInstance): string | undefined {
  const creator = metadata?.items?.find(({ key }) => key === 'created-by')?.value ?? '';
  return /^projects\/[^/]+\/(?:zones|regions)\/[^/]+\/instanceGroupManagers\/[^/]+$/.exec(creator)?.[0];
}

function claimInMetadata({ metadata }: GceInstance): Claim {
  const items = metadata?.items ?? [];
  const stated = items.find(({ key }) => key === POD_CIDR_KEY);
  const claim: Claim = stated === undefined ? { kind: 'none' } : claimInText(stated.value ?? '');
  const [similar] = claim.kind === 'none' ? similarKeys(items.map(({ key }) => key ?? '')) : [];
  if (similar === undefined) return claim;
  return { kind: 'none', remark: `has the metadata key "${similar}"; podroutes reads "pod-cidr"` };
}

function targetsOf(nic: GceInterface): Instance['targetByFamily'] {
  const ipv6 = nic.ipv6Address ?? nic.ipv6AccessConfigs?.[0]?.externalIpv6;
  return {
    ...(nic.networkIP ? { ipv4: nic.networkIP } : {}),
    ...(ipv6 ? { ipv6 } : {}),
  };
}

function statementIn({ metadata }: GceInstance): Statement {
  const valueOf = (key: string) => metadata?.items?.find((item) => item.key === key)?.value ?? undefined;
  return statementOf(valueOf(POD_CIDR_KEY), valueOf(PUBLISHED_KEY));
}

/** Undefined when the instance is not in the cluster's network. */
function toInstance(instance: GceInstance, zone: string, config: GcpConfig): Instance | undefined {
  const nic = instance.networkInterfaces?.find(({ network }) => isNetwork(network, config));
  if (nic === undefined) return undefined;
  const targetByFamily = targetsOf(nic);
  const group = groupOf(instance);
  return {
    id: instance.id,
    name: printable(instance.name),
    ...(group === undefined ? {} : { group }),
    zone,
    ...(nic.networkIP ? { address: nic.networkIP } : {}),
    state: stateOf(instance.status),
    launchedAt: Date.parse(instance.creationTimestamp ?? '') || 0,
    targetByFamily,
    targetIds: Object.values(targetByFamily),
    claim: claimInMetadata(instance),
    canIpForward: instance.canIpForward ?? false,
  };
}

/**
 * One page of the aggregated list. The client's public method iterates and hides `unreachables`; this is the call that its
 * iterator makes.
 */
async function readPage(
  { clients: { instances }, send }: ComputeApi,
  request: { project: string; pageToken?: string },
  fields: string | undefined,
) {
  const response = await send(async (callOptions): Promise<unknown> => {
    await instances.initialize();
    const call = instances.innerApiCalls['aggregatedList'];
    if (call === undefined) throw new Error('@google-cloud/compute has no aggregatedList any more');
    // The parameter is in no description of the API any more: whatever made it refuse the call, without both it has to answer.
    const options = listOptions(fields, callOptions, fields === undefined ? undefined : PARTIAL_SUCCESS);
    options.otherArgs.headers['x-goog-request-params'] = `project=${encodeURIComponent(request.project)}`;
    return call({ ...request, maxResults: 500 }, options);
  });
  const parsed = z.tuple([z.unknown(), z.unknown(), InstancePage]).safeParse(response);
  if (!parsed.success) throw invalidResponse(LIST, request.project);
  return parsed.data[2];
}

/** Lists the project's instances with their metadata, 500 in a call. */
export async function listInstances(api: ComputeApi): Promise<InstanceListing> {
  const { config } = api;
  const { project } = config;
  const pages = await readPages(
    (pageToken) => {
      const request = { project, ...(pageToken === undefined ? {} : { pageToken }) };
      return withFieldMask(api, LIST, project, INSTANCE_FIELDS, (fields) => readPage(api, request, fields));
    },
    ({ nextPageToken }) => nextPageToken,
    () => invalidResponse(LIST, project),
  );
  const instances: Instance[] = [];
  const idByPath = new Map<string, string>();
  const statements = new Map<string, Statement>();
  const unreachableZones = new Set<string>();
  for (const page of pages) {
    for (const zone of page.unreachables ?? []) unreachableZones.add(partsOfLink(zone).name);
    for (const [scope, { instances: listed }] of Object.entries(page.items ?? {})) {
      for (const each of listed ?? []) {
        idByPath.set(`${scope}/instances/${each.name}`, each.id);
        const instance = toInstance(each, partsOfLink(scope).name, config);
        if (instance === undefined) continue;
        instances.push(instance);
        statements.set(each.id, statementIn(each));
      }
    }
  }
  return { instances, ids: new Set(idByPath.values()), idByPath, unreachableZones: [...unreachableZones], statements };
}
