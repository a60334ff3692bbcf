import { missingParameter } from '../../errors.ts';
import { type FilterFields, readFilters } from '../../query/filters.ts';
import { pageOf } from '../../query/paging.ts';
import type { Params } from '../../http/params.ts';
import type { Tags } from '../../backend/model.ts';
import type { State } from '../../backend/state.ts';
import { createTags, deleteTags, taggedTables } from '../../backend/tags.ts';
import { command, read, type Actions } from '../action.ts';
import { readTags } from './parameters.ts';

export const tagActions: Actions = {
  CreateTags: command((state, params) => {
    const tags = readTags(params);
    if (tags.size === 0) throw missingParameter('Tag');
    createTags(state, resourceIds(params), tags);
  }),
  DeleteTags: command((state, params) => {
    const unwanted = params.structs('Tag').map((tag) => ({ key: tag.need('Key'), value: tag.text('Value') }));
    if (unwanted.length === 0) throw missingParameter('Tag');
    deleteTags(state, resourceIds(params), unwanted);
  }),
  DescribeTags: read((state, params) => {
    const found = allTags(state).filter(readFilters(params, filters));
    const rules = { limit: 1000, cap: state.settings.maxPage, idsGiven: undefined };
    const { items, nextToken } = pageOf(found, params, rules);
    const tagSet = items.map(({ key, value, resourceId, resourceType }) => {
      return { resourceId, resourceType, key, value };
    });
    return { tagSet, nextToken };
  }),
};

interface TagDescription {
  readonly serial: number;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
  /** For the filter `tag:KEY`. */
  readonly tags: Tags;
}

const filters: FilterFields<TagDescription> = {
  key: (tag) => tag.key,
  'resource-id': (tag) => tag.resourceId,
  'resource-type': (tag) => tag.resourceType,
  value: (tag) => tag.value,
};

function resourceIds(params: Params): string[] {
  const ids = params.list('ResourceId');
  if (ids.length === 0) throw missingParameter('ResourceId');
  return ids;
}

function allTags(state: State): TagDescription[] {
  const tags = Object.entries(taggedTables(state)).flatMap(([resourceType, table]) =>
    [...table.values()].flatMap((resource) =>
      [...resource.tags].map(([key, value]) => {
        return { resourceId: resource.id, resourceType, key, value, tags: new Map([[key, value]]) };
      }),
    ),
  );
  return tags.map((tag, index) => ({ ...tag, serial: index + 1 }));
}
