import { invalidValue } from '../../errors.ts';
import type { Instance, Tags } from '../model.ts';
import type { State } from '../state.ts';

/** What may be a part of a path in the instance's metadata. */
const KEY = /^[0-9a-zA-Z\-_+=,.@:]{1,255}$/;

/** The tags of an instance that shows them in its metadata. */
export function checkMetadataTags(tags: Tags): void {
  const wrong = [...tags.keys()].find((key) => !KEY.test(key));
  if (wrong === undefined) return;
  const sentence = `'${wrong}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255})`;
  throw invalidValue(`${sentence}, and must not be a reserved name ('.', '..', '_index')`);
}

export function setMetadataTags(state: State, instanceId: string, isShown: boolean): Instance {
  const instance = state.instances.need(instanceId);
  if (isShown) checkMetadataTags(instance.tags);
  return state.instances.put({ ...instance, showsTagsInMetadata: isShown });
}
