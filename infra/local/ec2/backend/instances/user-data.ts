import { Ec2Error, invalidValue } from '../../errors.ts';
import type { State } from '../state.ts';

const limit = 16_384;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** User data as the wire has it; undefined when there is none. */
export function checkUserData(encoded: string | undefined): string | undefined {
  const joined = encoded?.replaceAll(/\s/g, '');
  if (joined === undefined || joined === '') return undefined;
  if (!base64.test(joined)) {
    throw new Ec2Error('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  }
  if (Buffer.byteLength(joined, 'base64') > limit) throw invalidValue('User data is limited to 16384 bytes');
  return joined;
}

/** Sets user data whatever the state of the instance. */
export function setUserData(state: State, instanceId: string, encoded: string | undefined): void {
  const instance = state.instances.need(instanceId);
  state.instances.put({ ...instance, userData: checkUserData(encoded) });
}

export function encodeUserData(data: string | Uint8Array | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data).toString('base64');
}
