import { ApiError, alreadyExists, notFound, required } from '../../errors.ts';
import { nameOf, locationOf, projectOf } from '../../links.ts';
import { isSameFingerprint } from '../ids.ts';
import { draftNics, type NicInput } from './interfaces.ts';
import { requireName } from '../names.ts';
import { addressKey, type State } from '../state.ts';
import type { Instance, InstanceStatus, Metadata, MetadataItem, Nic } from '../model.ts';

export interface InstanceInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly canIpForward?: boolean | undefined;
  readonly networkInterfaces?: readonly NicInput[] | undefined;
  readonly metadata?: { readonly items?: readonly MetadataItem[] | undefined } | undefined;
  readonly tags?: { readonly items?: readonly string[] | undefined } | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** An instance from the posted body, not yet in the state. */
export function draftInstance(state: State, collection: string, input: InstanceInput): Instance {
  const path = `${collection}/${requireName(input.name)}`;
  if (state.instances.get(path) !== undefined) throw alreadyExists(path);
  const interfaces = input.networkInterfaces ?? [];
  if (interfaces.length === 0) throw required('resource.networkInterfaces');
  return {
    ...state.newResource(path, input.description),
    status: 'PROVISIONING',
    nics: draftNics(state, projectOf(path), locationOf(path), interfaces),
    canIpForward: input.canIpForward ?? false,
    metadata: newMetadata(state, input.metadata?.items ?? []),
    tags: input.tags?.items ?? [],
    tagsFingerprint: state.ids.fingerprint(),
    extra: input.extra ?? {},
  };
}

/** Adds the instance and reserves its addresses. */
export function putInstance(state: State, instance: Instance): Instance {
  if (state.instances.get(instance.path) !== undefined) throw alreadyExists(instance.path);
  state.instances.put(instance);
  state.instancesByName.add(nameOf(instance.path), instance.path);
  for (const nic of instance.nics) {
    state.instancesBySubnet.add(nic.subnet, instance.path);
    for (const address of addressesOf(nic)) state.holders.set(addressKey(nic.network, address), instance.path);
  }
  return instance;
}

export function removeInstance(state: State, path: string): void {
  const instance = requireInstance(state, path);
  state.instances.delete(path);
  state.instancesByName.delete(nameOf(path), path);
  for (const nic of instance.nics) {
    state.instancesBySubnet.delete(nic.subnet, path);
    for (const address of addressesOf(nic)) state.holders.delete(addressKey(nic.network, address));
  }
}

export function requireInstance(state: State, path: string): Instance {
  const instance = state.instances.get(path);
  if (instance === undefined) throw notFound(path);
  return instance;
}

/** Changes the status of this very instance; a new one of the same name is left alone. */
export function setStatus(state: State, instance: Instance, status: InstanceStatus): void {
  const current = state.instances.get(instance.path);
  if (current?.id === instance.id) state.instances.put({ ...current, status });
}

/** Refuses a change of metadata by a caller who has not seen the present ones. */
export function checkFingerprint(instance: Instance, fingerprint: string | undefined): void {
  if (isSameFingerprint(fingerprint, instance.metadata.fingerprint)) return;
  throw new ApiError('conditionNotMet', 'Supplied fingerprint does not match current metadata fingerprint.');
}

export function newMetadata(state: State, items: readonly MetadataItem[]): Metadata {
  return { fingerprint: state.ids.fingerprint(), items: [...items] };
}

function addressesOf(nic: Nic): string[] {
  return nic.ipv6 === undefined ? [nic.ip] : [nic.ip, nic.ipv6];
}
