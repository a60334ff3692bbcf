import { Ec2Error } from '../errors.ts';
import { checkMetadataTags } from './instances/metadata-options.ts';
import type { Resource, Tags } from './model.ts';
import { makeTags, type TagInput } from './resource.ts';
import type { State } from './state.ts';
import type { Table } from './table.ts';

/** Adds tags to resources of any kind; a key that is there gets the new value. */
export function createTags(state: State, ids: readonly string[], input: TagInput): void {
  const added = makeTags(input);
  for (const id of ids) {
    if (state.instances.get(id)?.showsTagsInMetadata === true) checkMetadataTags(added);
    announced(state, id, (tags) => withAdded(tags, added));
  }
}

/** The tags that AWS itself has set stay, and count for no limit. */
function withAdded(tags: Tags, added: Tags): Tags {
  const isReserved = ([key]: [string, string]) => key.startsWith('aws:');
  const others = [...tags].filter((tag) => !isReserved(tag));
  return new Map([...[...tags].filter(isReserved), ...makeTags(new Map([...others, ...added]))]);
}

/** What Auto Scaling does to the instances that it launches. Nobody else may set such a tag. */
export function addToGroup(state: State, instanceId: string, group: string): void {
  retag(state, instanceId, (tags) => new Map([...tags, ['aws:autoscaling:groupName', group]]));
}

/** Removes tags. With a value (even an empty one), only if the tag has just that value. */
export function deleteTags(
  state: State,
  ids: readonly string[],
  unwanted: readonly { readonly key: string; readonly value?: string | undefined }[],
): void {
  const goes = ([key, value]: [string, string]) =>
    unwanted.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
  for (const id of ids) announced(state, id, (tags) => new Map([...tags].filter((tag) => !goes(tag))));
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
    'launch-template': state.launchTemplates,
  };
}

/** A change of tags that others hear of, if it is one. */
function announced(state: State, id: string, change: (tags: Tags) => Tags): void {
  const { before, after, resourceType } = retag(state, id, change);
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  if (keys.length > 0) state.tagChanges.push({ resourceId: id, resourceType, keys, tags: after });
}

interface Retagged {
  readonly resourceType: string;
  readonly before: Tags;
  readonly after: Tags;
}

function retag(state: State, id: string, change: (tags: Tags) => Tags): Retagged {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  for (const [resourceType, table] of Object.entries(taggedTables(state))) {
    if (table.prefix === prefix) return { resourceType, ...retagIn<Resource>(table, id, change) };
  }
  throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
}

interface TagTable<T> extends Pick<Table<Resource>, 'prefix'> {
  need(id: string): T;
  put(record: T): T;
}

function retagIn<T extends Resource>(table: TagTable<T>, id: string, change: (tags: Tags) => Tags) {
  const record = table.need(id);
  const { tags: after } = table.put({ ...record, tags: change(record.tags) });
  return { before: record.tags, after };
}
