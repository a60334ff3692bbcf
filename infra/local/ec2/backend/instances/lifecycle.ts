import { Ec2Error } from '../../errors.ts';
import { releaseInterfaces } from '../network/interfaces.ts';
import type { Instance, InstanceState } from '../model.ts';
import type { State } from '../state.ts';

/** The state in which each transition ends. */
const outcomes: Partial<Record<InstanceState, InstanceState>> = {
  pending: 'running',
  stopping: 'stopped',
  'shutting-down': 'terminated',
};

/** How an instance answered a request to stop, start or terminate. */
export interface Transition {
  readonly instanceId: string;
  readonly previous: InstanceState;
  readonly current: InstanceState;
}

/** A terminated instance loses interfaces and user data. */
export function changeState(state: State, instance: Instance, next: InstanceState): void {
  const ended = next === 'terminated';
  state.instances.put({ ...instance, state: next, userData: ended ? undefined : instance.userData });
  if (ended) releaseInterfaces(state, instance.id);
  state.stateChanges.push({ instanceId: instance.id, state: next });
}

export function settleInstance(state: State, instanceId: string): void {
  const instance = state.instances.get(instanceId);
  const outcome = instance && outcomes[instance.state];
  if (instance !== undefined && outcome !== undefined) changeState(state, instance, outcome);
}

export function settleAll(state: State): void {
  const inTransition = [...state.instances.values()].filter((instance) => outcomes[instance.state] !== undefined);
  for (const { id } of inTransition) settleInstance(state, id);
}

export function terminateInstances(state: State, ids: readonly string[]): Transition[] {
  return state.instances.needAll(ids).map((instance) => {
    const ending = instance.state === 'shutting-down' || instance.state === 'terminated';
    // Nothing is left to shut down on a stopped instance.
    const atOnce = instance.state === 'stopped' && !state.settings.variants.stoppedShutsDownFirst;
    const next = atOnce ? 'terminated' : 'shutting-down';
    return request(state, instance, ending ? instance.state : next);
  });
}

export function stopInstances(state: State, ids: readonly string[]): Transition[] {
  return state.instances.needAll(ids).map((instance) => {
    if (instance.state === 'stopping' || instance.state === 'stopped') return unchanged(instance);
    if (instance.state !== 'running') throw notInStateTo('stopped', instance);
    return request(state, instance, 'stopping');
  });
}

/** A started instance keeps its interfaces and private addresses. Its launch time is new. */
export function startInstances(state: State, ids: readonly string[]): Transition[] {
  return state.instances.needAll(ids).map((instance) => {
    if (instance.state === 'pending' || instance.state === 'running') return unchanged(instance);
    if (instance.state !== 'stopped') throw notInStateTo('started', instance);
    return request(state, { ...instance, launchTime: state.now() }, 'pending');
  });
}

/** Forgets terminated instances, as the service does after an hour or less. */
export function purgeTerminated(state: State): void {
  const ended = [...state.instances.values()].filter((instance) => instance.state === 'terminated');
  for (const { id } of ended) state.instances.remove(id);
}

function request(state: State, instance: Instance, next: InstanceState): Transition {
  const stateReason = next === 'pending' ? '' : `User initiated (${wireTime(state.now())})`;
  if (next !== instance.state) changeState(state, { ...instance, stateReason }, next);
  return { instanceId: instance.id, previous: instance.state, current: next };
}

function unchanged({ id, state }: Instance): Transition {
  return { instanceId: id, previous: state, current: state };
}

function notInStateTo(what: string, { id }: Instance): Ec2Error {
  const sentence = `The instance '${id}' is not in a state from which it can be ${what}.`;
  return new Ec2Error('IncorrectInstanceState', sentence);
}

function wireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace(/\..*/, ' GMT');
}
