import { Ec2Error, invalidValue } from '../errors.ts';
import type { Resource, Tags } from './model.ts';
import type { State } from './state.ts';
import type { Table } from './table.ts';

export type TagInput = Readonly<Record<string, string>> | Tags;

const tagsPerResource = 50;

/** Checks tags as the service does. */
export function makeTags(input: TagInput = {}): Tags {
  const tags = isMap(input) ? input : new Map(Object.entries(input));
  for (const [key, value] of tags) checkTag(key, value);
  if (tags.size > tagsPerResource) {
    throw new Ec2Error('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  }
  return tags;
}

/** Adds tags to resources of any kind; a key that is there gets the new value. */
export function createTags(state: State, ids: readonly string[], input: TagInput): void {
  const added = makeTags(input);
  for (const id of ids) retag(state, id, (tags) => makeTags(new Map([...tags, ...added])));
}

/** Removes tags. With a value (even an empty one), only if the tag has just that value. */
export function deleteTags(
  state: State,
  ids: readonly string[],
  unwanted: readonly { readonly key: string; readonly value?: string | undefined }[],
): void {
  const goes = ([key, value]: [string, string]) =>
    unwanted.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
  for (const id of ids) retag(state, id, (tags) => new Map([...tags].filter((tag) => !goes(tag))));
}

/** Every table whose resources carry tags, with the name DescribeTags has for them. */
export function taggedTables(state: State) {
  return {
    vpc: state.vpcs,
    subnet: state.subnets,
    'internet-gateway': state.gateways,
    'route-table': state.routeTables,
    instance: state.instances,
    'network-interface': state.interfaces,
    'security-group': state.groups,
    'network-acl': state.acls,
    'dhcp-options': state.dhcpOptions,
    'key-pair': state.keyPairs,
  };
}

function retag(state: State, id: string, change: (tags: Tags) => Tags): void {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  for (const table of Object.values(taggedTables(state))) {
    if (table.kind.prefix === prefix) return retagIn<Resource>(table, id, change);
  }
  throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
}

interface TagTable<T> extends Pick<Table<Resource>, 'kind'> {
  need(id: string): T;
  put(record: T): T;
}

function retagIn<T extends Resource>(table: TagTable<T>, id: string, change: (tags: Tags) => Tags): void {
  const record = table.need(id);
  table.put({ ...record, tags: change(record.tags) });
}

function checkTag(key: string, value: string): void {
  if (key === '' || key.length > 128) {
    throw invalidValue(`Tag key '${key}' must have a length between 1 and 128 characters.`);
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
  }
  if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
}

function isMap(input: TagInput): input is Tags {
  return input instanceof Map;
}
