import { alreadyExists, notFound } from '../errors.ts';
import type { ApiCall } from '../http/api-call.ts';
import type { Mutation } from '../operations/mutation.ts';
import type { Store } from '../backend/store.ts';
import type { Resource } from '../backend/model.ts';

/** A resource that is not there before the operation is done. Its name is taken at once. */
export function insertionOf(call: ApiCall, draft: Resource, finish: () => unknown): Mutation {
  const under = call.service.operations.underWayOn(draft.path);
  if (under?.mutation.action.endsWith('.insert') === true) throw alreadyExists(draft.path);
  return { action: call.action, target: draft.path, targetId: draft.id, finish: () => void finish() };
}

/** A resource that is there until the operation is done. */
export function deletionOf<T extends Resource>(call: ApiCall, store: Store<T>, finish: () => void): Mutation {
  call.service.operations.requireIdle(call.path);
  const resource = store.get(call.path);
  if (resource === undefined) throw notFound(call.path);
  return { action: call.action, target: call.path, targetId: resource.id, finish };
}
