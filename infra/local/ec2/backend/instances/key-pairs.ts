import { Ec2Error } from '../../errors.ts';
import type { KeyPair } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

export function createKeyPair(state: State, name: string, tags?: TagInput): KeyPair {
  if (findKeyPair(state, name) !== undefined) {
    throw new Ec2Error('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
  }
  const digest = state.ids.uuid('fingerprint').replaceAll('-', '');
  const fingerprint = (digest.match(/../g) ?? []).join(':');
  return state.keyPairs.put({ ...newResource(state, 'key', tags), name, fingerprint });
}

/** Deleting a key pair that is not there succeeds. */
export function deleteKeyPair(state: State, name: string): void {
  const pair = findKeyPair(state, name);
  if (pair !== undefined) state.keyPairs.remove(pair.id);
}

function findKeyPair(state: State, name: string): KeyPair | undefined {
  return [...state.keyPairs.values()].find((pair) => pair.name === name);
}
