import { Ec2Error, multipleInterfaces } from '../../errors.ts';
import { interfacesOf } from '../network/interfaces.ts';
import type { Instance, NetworkInterface } from '../model.ts';
import type { State } from '../state.ts';
import { checkInstanceType } from './catalogue.ts';
import { setUserData } from './user-data.ts';

/** The source/dest check is a property of an interface; through the instance it can be had if there is only one. */
export function setInstanceSourceDestCheck(state: State, instanceId: string, value: boolean): void {
  const nic = onlyInterface(state, instanceId);
  if (nic !== undefined) state.interfaces.put({ ...nic, sourceDestCheck: value });
}

export function instanceSourceDestCheck(state: State, instanceId: string): boolean | undefined {
  return onlyInterface(state, instanceId)?.sourceDestCheck;
}

export function setInterfaceSourceDestCheck(state: State, interfaceId: string, value: boolean): void {
  state.interfaces.put({ ...state.interfaces.need(interfaceId), sourceDestCheck: value });
}

/** User data can only be changed while the instance is stopped. */
export function modifyUserData(state: State, instanceId: string, encoded: string): void {
  needStopped(state.instances.need(instanceId));
  setUserData(state, instanceId, encoded);
}

export function modifyInstanceType(state: State, instanceId: string, instanceType: string): void {
  const instance = needStopped(state.instances.need(instanceId));
  state.instances.put({ ...instance, instanceType: checkInstanceType(instanceType) });
}

function onlyInterface(state: State, instanceId: string): NetworkInterface | undefined {
  state.instances.need(instanceId);
  const [only, another] = interfacesOf(state, instanceId);
  if (another !== undefined) throw multipleInterfaces(instanceId);
  return only;
}

function needStopped(instance: Instance): Instance {
  if (instance.state === 'stopped') return instance;
  const sentence = `The instance '${instance.id}' is not in the 'stopped' state.`;
  throw new Ec2Error('IncorrectInstanceState', sentence);
}
