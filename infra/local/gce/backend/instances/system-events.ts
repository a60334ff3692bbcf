import type { AuditLog } from '../../audit/log.ts';
import { nameOf, parentOf } from '../../links.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { draftInstance, requireInstance, removeInstance, setStatus } from './instances.ts';
import { deletion, insertion } from './lifecycle.ts';
import type { State } from '../state.ts';
import type { Instance } from '../model.ts';

export function preemption(state: State, audit: AuditLog, instance: Instance, then: 'stop' | 'delete'): void {
  if (then === 'stop') setStatus(state, instance, 'TERMINATED');
  else removeInstance(state, instance.path);
  audit.system('preempted', instance, 'Instance was preempted.');
}

/** The host under the instance fails, and the service starts it on another. */
export function crash(state: State, audit: AuditLog, instance: Instance): void {
  setStatus(state, instance, 'REPAIRING');
  audit.system('hostError', instance, 'Instance terminated by Compute Engine: the host failed.');
  setStatus(state, instance, 'RUNNING');
  audit.system('automaticRestart', instance, 'Instance automatically restarted by Compute Engine.');
}

export function shutdown(state: State, audit: AuditLog, instance: Instance): void {
  setStatus(state, instance, 'TERMINATED');
  audit.system('guestTerminate', instance, 'Guest OS initiated shutdown.');
}

/** An instance group repairs a member: the system event, then an ordinary delete and an ordinary insert. */
export function recreation(
  state: State,
  audit: AuditLog,
  instance: Instance,
  ip: string | undefined,
  run: (mutation: Mutation) => void,
): Instance {
  const name = nameOf(instance.path);
  audit.system('repair.recreateInstance', instance, `Instance Group Manager initiated recreateInstance on '${name}'.`);
  run(deletion(state, instance));
  const [first, ...others] = instance.nics.map((nic) => ({ subnetwork: nic.subnet }));
  const networkInterfaces = [{ ...first, networkIP: ip }, ...others];
  const { canIpForward, metadata, tags, extra } = instance;
  const input = { name, networkInterfaces, canIpForward, metadata, tags: { items: tags }, extra };
  run(insertion(state, draftInstance(state, parentOf(instance.path), input)));
  return requireInstance(state, instance.path);
}
