import { Ec2Error, invalidValue } from '../errors.ts';
import type { Resource, Tags } from './model.ts';
import type { State } from './state.ts';

export type TagInput = Readonly<Record<string, string>> | Tags;

const CONTROL = /(?![\t\n\r\u0085])\p{Cc}/u;

const tagsPerResource = 50;

export function makeTags(input: TagInput = {}): Tags {
  const tags = isMap(input) ? input : new Map(Object.entries(input));
  for (const [key, value] of tags) checkTag(key, value);
  if (tags.size > tagsPerResource) {
    throw new Ec2Error('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  }
  return tags;
}

export function newResource(state: State, prefix: string, tags?: TagInput): Resource {
  return { id: state.ids.next(prefix), serial: state.ids.serial(), tags: makeTags(tags) };
}

function checkTag(key: string, value: string): void {
  if (key === '' || key.length > 128) {
    throw invalidValue(`Tag key '${key}' must have a length between 1 and 128 characters.`);
  }
  if (key.toLowerCase().startsWith('aws:')) {
    throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
  }
  // Lines may end in a value; most other control characters no XML holds.
  if (CONTROL.test(key + value)) throw invalidValue('Tag keys and values must not contain control characters.');
  if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
}

function isMap(input: TagInput): input is Tags {
  return input instanceof Map;
}
