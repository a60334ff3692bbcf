import { Ec2Error, invalidValue } from '../errors.ts';
import type { Params } from '../http/params.ts';
import type { Resource, Tags } from '../backend/model.ts';

type FilterValue = string | number | boolean | undefined;

/** The filters a list understands, each with the values a record has for it. */
export type FilterFields<T> = Readonly<Record<string, (record: T) => FilterValue | readonly FilterValue[]>>;

type Predicate<T> = (record: T) => boolean;

const valuesPerCall = 200;

/** `tag:NAME`, `tag-key` and `tag-value` as all tagged resources have them. */
export function tagFilters(): FilterFields<Resource> {
  return {
    'tag-key': ({ tags }) => [...tags.keys()],
    'tag-value': ({ tags }) => [...tags.values()],
  };
}

/**
 * What the `Filter.N` parameters let through: all filters have to match, of each any value. A filter that is not known
 * is an error; left out silently it would select too much.
 */
export function readFilters<T extends { readonly tags?: Tags }>(params: Params, fields: FilterFields<T>): Predicate<T> {
  const filters = params.structs('Filter');
  const values = filters.flatMap((filter) => filter.list('Value'));
  if (values.length > valuesPerCall) {
    const sentence = 'The maximum number of filter values specified on a single call is 200';
    throw new Ec2Error('FilterLimitExceeded', sentence);
  }
  const predicates = filters.map((filter) => readFilter(filter, fields));
  return (record) => predicates.every((matches) => matches(record));
}

function readFilter<T extends { readonly tags?: Tags }>(filter: Params, fields: FilterFields<T>): Predicate<T> {
  const name = filter.text('Name') ?? 'null';
  const values = filter.list('Value');
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const fieldOf = name.startsWith('tag:') ? tagField(name.slice('tag:'.length)) : known;
  if (fieldOf === undefined) throw invalidValue(`The filter '${name}' is invalid`);
  if (values.length === 0) throw invalidValue(`The filter '${name}' has no values`);
  const matches = anyOf(values);
  return (record) => [fieldOf(record)].flat().some((value) => value !== undefined && matches(String(value)));
}

function tagField(key: string): (record: { readonly tags?: Tags }) => string | undefined {
  return ({ tags }) => tags?.get(key);
}

/** `*` stands for any characters, `?` for one; a backslash takes that meaning away. Case matters. */
function anyOf(values: readonly string[]): (text: string) => boolean {
  const plain = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const patterns = values.filter((value) => !plain.has(value)).map(pattern);
  return (text) => plain.has(text) || patterns.some((regex) => regex.test(text));
}

function pattern(value: string): RegExp {
  const source = value.replaceAll(/\\(.)|([\s\S])/g, (_, escaped: string | undefined, one: string) => {
    if (escaped === undefined && one === '*') return '.*';
    if (escaped === undefined && one === '?') return '.';
    return (escaped ?? one).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
