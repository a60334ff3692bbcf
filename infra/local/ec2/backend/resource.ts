import type { Resource } from './model.ts';
import type { State } from './state.ts';
import { makeTags, type TagInput } from './tags.ts';

/** The parts every new resource has. */
export function newResource(state: State, prefix: string, tags?: TagInput): Resource {
  return { id: state.ids.next(prefix), serial: state.ids.serial(), tags: makeTags(tags) };
}
