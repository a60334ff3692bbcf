import type { Params } from '../../http/params.ts';
import type { XmlValue } from '../../../common/xml.ts';
import type { Tags } from '../../backend/model.ts';

export function readTags(params: Params): Tags {
  return new Map(params.structs('Tag').map((tag) => [tag.need('Key'), tag.text('Value') ?? '']));
}

/** The tags a TagSpecification gives to resources of this type. */
export function tagsFor(params: Params, resourceType: string): Tags {
  const wanted = params
    .structs('TagSpecification')
    .filter((specification) => specification.text('ResourceType') === resourceType);
  return new Map(wanted.flatMap((specification) => [...readTags(specification)]));
}

export function tagSet(tags: Tags): XmlValue {
  return [...tags].map(([key, value]) => ({ key, value }));
}
