import * as z from 'zod/mini';
import { ifPreconditionHolds, type WriteOptions } from '../reconcile/cloud/cloud.ts';
import { CloudError, withDenialAdvice } from '../reconcile/cloud/cloud-error.ts';
import type { Cidr } from '../reconcile/model/ranges/cidr.ts';
import { claimInText, claimText } from '../reconcile/model/claim.ts';
import { PUBLISHED_KEY, type Statement } from '../reconcile/model/statement.ts';
import type { ComputeApi } from './api/api.ts';
import { invalidResponse } from './api/errors.ts';
import { waitForOperation } from './api/operations.ts';

/** The metadata key that states the ranges of a node's pods: people write it, and podroutes where a node asks for a range. */
export const POD_CIDR_KEY = 'pod-cidr';

/** So often the metadata is read again because somebody else has changed it between the read and the write. */
const MAX_ATTEMPTS = 5;

/** Compute Engine refuses a fingerprint that is out of date. */
const FINGERPRINT_CODES: ReadonlySet<string> = new Set(['conditionNotMet', '412']);

const text = z.nullish(z.string());

const Metadata = z.object({
  fingerprint: text,
  items: z.nullish(z.array(z.object({ key: text, value: text }))),
});

type Metadata = z.infer<typeof Metadata>;

interface InstanceLocation {
  readonly zone: string;
  /** Name or id. */
  readonly instance: string;
}

async function readMetadata(api: ComputeApi, location: InstanceLocation): Promise<Metadata> {
  const { clients, config, call, send } = api;
  const request = { project: config.project, ...location };
  const [found] = await call('instances.get', location.instance, () =>
    send((options) => clients.instances.get(request, options)),
  );
  const parsed = Metadata.safeParse(found.metadata ?? {});
  if (!parsed.success) throw invalidResponse('instances.get', location.instance);
  return parsed.data;
}

const valueOf = ({ items }: Metadata, key: string) => items?.find((item) => item.key === key)?.value ?? undefined;

function alreadyTold({ instance }: InstanceLocation): CloudError {
  return new CloudError('already-exists', 'AlreadyTold', `instance ${instance} was told another pod CIDR meanwhile`);
}

/** Throws CloudError `already-exists` when the node was told other ranges. */
function assertUntold(metadata: Metadata, location: InstanceLocation, value: string): void {
  const present = valueOf(metadata, POD_CIDR_KEY) ?? '';
  const claim = claimInText(present);
  if (claim.kind === 'none' || claim.kind === 'requested' || present === value) return;
  throw alreadyTold(location);
}

/** Replaces the metadata, which has no other way of changing some keys. The fingerprint keeps other people's changes. */
async function writeMetadata(
  api: ComputeApi,
  location: InstanceLocation,
  { fingerprint, items }: Metadata,
  values: ReadonlyMap<string, string>,
  options: WriteOptions,
): Promise<void> {
  const { clients, config, call, send } = api;
  const others = (items ?? [])
    .filter(({ key }) => !values.has(key ?? ''))
    .map((item) => ({ key: item.key ?? '', value: item.value ?? '' }));
  const own = [...values].map(([key, value]) => ({ key, value }));
  const request = {
    project: config.project,
    ...location,
    metadataResource: { fingerprint: fingerprint ?? null, items: [...others, ...own] },
  };
  const set = () => send((callOptions) => clients.instances.setMetadata(request, callOptions));
  const [action, subject] = ['instances.setMetadata', location.instance] as const;
  const response = await call(action, subject, () => ifPreconditionHolds(options, set), options.signal);
  if (response === undefined) return;
  await waitForOperation(api, response[0], { action, subject, zone: location.zone }, options.signal);
}

/** Writes what `valuesFor` makes of the metadata as it is, again while somebody else changes it in between; undefined: nothing. */
async function changeMetadata(
  api: ComputeApi,
  location: InstanceLocation,
  valuesFor: (metadata: Metadata) => ReadonlyMap<string, string> | undefined,
  options: WriteOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const metadata = await readMetadata(api, location);
      const values = valuesFor(metadata);
      return values === undefined ? undefined : await writeMetadata(api, location, metadata, values, options);
    } catch (error) {
      const isOutdated = error instanceof CloudError && FINGERPRINT_CODES.has(error.code);
      if (!isOutdated || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

const DENIAL_ADVICE = `it tells nodes their range by the metadata key ${POD_CIDR_KEY}: apply with allocate = true`;

/** Tells an instance its ranges. CloudError `already-exists` when it was told others meanwhile. */
export async function writePodCidrMetadata(
  api: ComputeApi,
  location: InstanceLocation,
  cidrs: readonly Cidr[],
  options: WriteOptions = {},
): Promise<void> {
  const value = claimText(cidrs);
  const values = new Map([[POD_CIDR_KEY, value]]);
  try {
    await changeMetadata(
      api,
      location,
      (metadata) => {
        assertUntold(metadata, location, value);
        return values;
      },
      options,
    );
  } catch (error) {
    throw withDenialAdvice(error, DENIAL_ADVICE);
  }
}

const PUBLISHER_ADVICE = 'a publisher needs the permissions of shared/gcp/publisher-permissions.ts';

/** The same with the key that says where they come from, over what `before` says and nothing else. */
export async function publishPodCidrMetadata(
  api: ComputeApi,
  location: InstanceLocation,
  cidrs: readonly Cidr[],
  before: Statement,
  options: WriteOptions = {},
): Promise<void> {
  const value = claimText(cidrs);
  const valuesFor = (metadata: Metadata) => {
    const text = valueOf(metadata, POD_CIDR_KEY);
    if (text === value) return undefined;
    const published = valueOf(metadata, PUBLISHED_KEY);
    if (text !== before.text || published !== before.published) throw alreadyTold(location);
    return new Map([
      [POD_CIDR_KEY, value],
      [PUBLISHED_KEY, value],
    ]);
  };
  try {
    await changeMetadata(api, location, valuesFor, options);
  } catch (error) {
    throw withDenialAdvice(error, PUBLISHER_ADVICE);
  }
}
