import { ApiError } from '../../errors.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { newMetadata, putInstance, removeInstance, requireInstance, setStatus } from './instances.ts';
import type { State } from '../state.ts';
import type { Instance, InstanceStatus, MetadataItem } from '../model.ts';

/** The boot of a new instance. It is there as soon as the request is accepted; a failed boot takes it away. */
export function insertion(state: State, draft: Instance): Mutation {
  return {
    ...named('insert', draft),
    begin: () => void putInstance(state, draft),
    run: () => setStatus(state, draft, 'STAGING'),
    finish: () => setStatus(state, draft, 'RUNNING'),
    fail: () => discard(state, draft),
  };
}

export function deletion(state: State, instance: Instance): Mutation {
  return {
    ...named('delete', instance),
    begin: () => setStatus(state, instance, 'STOPPING'),
    finish: () => discard(state, instance),
    fail: () => setStatus(state, instance, instance.status),
  };
}

export const stopping = (state: State, instance: Instance) =>
  transition(state, instance, 'stop', ['STOPPING', 'TERMINATED']);

/** Starting and resuming show the same statuses. */
export const starting = (state: State, instance: Instance, verb: 'start' | 'resume' = 'start') =>
  transition(
    state,
    instance,
    verb,
    instance.status === 'RUNNING' ? ['RUNNING'] : ['PROVISIONING', 'STAGING', 'RUNNING'],
  );

/** Only a running instance can be suspended. */
export function suspending(state: State, instance: Instance): Mutation {
  if (instance.status !== 'RUNNING') {
    throw new ApiError('badRequest', `Instance is not in a running state: ${instance.status}.`);
  }
  return transition(state, instance, 'suspend', ['SUSPENDING', 'SUSPENDED']);
}

/** A reset never shows in the status. */
export const resetting = (state: State, instance: Instance) => transition(state, instance, 'reset', []);

export function metadataChange(state: State, instance: Instance, items: readonly MetadataItem[]): Mutation {
  return {
    ...named('setMetadata', instance),
    finish: () => {
      const current = requireInstance(state, instance.path);
      state.instances.put({ ...current, metadata: newMetadata(state, items) });
    },
  };
}

/** What `instances.update` changes while the instance runs on. Without items the metadata stay. */
export function update(
  state: State,
  instance: Instance,
  canIpForward: boolean,
  items: readonly MetadataItem[] | undefined,
): Mutation {
  return {
    ...named('update', instance),
    finish: () => {
      const current = requireInstance(state, instance.path);
      const metadata = items === undefined ? current.metadata : newMetadata(state, items);
      state.instances.put({ ...current, canIpForward, metadata });
    },
  };
}

/** A mutation that shows `statuses` in turn; the last of them is the steady one. */
function transition(state: State, instance: Instance, verb: string, statuses: readonly InstanceStatus[]): Mutation {
  const show = (status: InstanceStatus | undefined) => {
    if (status !== undefined) setStatus(state, instance, status);
  };
  return {
    ...named(verb, instance),
    begin: () => show(statuses[0]),
    run: () => show(statuses.slice(1, -1)[0]),
    finish: () => show(statuses.at(-1)),
    fail: () => setStatus(state, instance, instance.status),
  };
}

function named(verb: string, instance: Instance) {
  return { action: `instances.${verb}`, target: instance.path, targetId: instance.id };
}

function discard(state: State, instance: Instance): void {
  if (state.instances.get(instance.path)?.id === instance.id) removeInstance(state, instance.path);
}
