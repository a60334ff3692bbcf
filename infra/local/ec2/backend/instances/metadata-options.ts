import { invalidValue } from '../../errors.ts';
import type { Instance, MetadataService, Tags } from '../model.ts';
import type { State } from '../state.ts';

/** Of an instance that was launched without saying so, from an image that does not say so either. */
export const METADATA_SERVICE: MetadataService = { isEnabled: true, needsToken: false, hopLimit: 1 };

/** What may be a part of a path in the instance's metadata. */
const KEY = /^[0-9a-zA-Z\-_+=,.@:]{1,255}$/;

/** The tags of an instance that shows them in its metadata. */
export function checkMetadataTags(tags: Tags): void {
  const wrong = [...tags.keys()].find((key) => !KEY.test(key));
  if (wrong === undefined) return;
  const sentence = `'${wrong}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255})`;
  throw invalidValue(`${sentence}, and must not be a reserved name ('.', '..', '_index')`);
}

export interface MetadataOptions {
  readonly showsTagsInMetadata: boolean | undefined;
  readonly metadataService: Partial<MetadataService>;
}

/** Changes the options that are given. */
export function setMetadataOptions(state: State, instanceId: string, options: MetadataOptions): Instance {
  const instance = state.instances.need(instanceId);
  const showsTagsInMetadata = options.showsTagsInMetadata ?? instance.showsTagsInMetadata;
  if (showsTagsInMetadata) checkMetadataTags(instance.tags);
  const metadataService = { ...instance.metadataService, ...options.metadataService };
  return state.instances.put({ ...instance, showsTagsInMetadata, metadataService });
}
