import type { AuditLog } from '../../audit/log.ts';
import { nameOf, scopeOf } from '../../links.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Instance } from '../model.ts';
import type { State } from '../state.ts';
import { MemberOperations } from './member-operations.ts';
import type { InstanceGroupManager, ManagedInstance } from './model.ts';

const RUNS: ReadonlySet<Instance['status']> = new Set(['PROVISIONING', 'STAGING', 'RUNNING', 'REPAIRING']);

/**
 * What managed instance groups do by themselves: create, delete and repair instances, each in an operation of its own, in
 * the name of the Google APIs Service Agent. They look whenever an operation on the group or a member is done.
 */
export class GroupManagers {
  readonly #state: State;
  readonly #operations: Operations;
  readonly #members: MemberOperations;
  readonly #converging = new Set<string>();

  constructor(state: State, operations: Operations, audit: AuditLog) {
    this.#state = state;
    this.#operations = operations;
    this.#members = new MemberOperations(state, operations, audit);
    operations.onDone = (operation) => this.#onDone(operation);
  }

  /** The health check of the instance's group fails: the instance is recreated. */
  repair(instance: Instance): void {
    const manager = this.#managerOf(instance.path);
    if (manager === undefined) throw new Error(`${nameOf(instance.path)} is in no managed instance group`);
    this.#members.announceRepair(instance);
    this.change(manager, [nameOf(instance.path)], { recreation: 'asked' });
    this.converge(manager.path);
  }

  /** Changes what is known of some members. An error of before is forgotten. */
  change(manager: InstanceGroupManager, names: readonly string[], change: Partial<ManagedInstance>): void {
    const members = manager.members.map((member) =>
      names.includes(member.name) ? { ...member, error: undefined, ...change } : member,
    );
    this.#state.groupManagers.put({ ...manager, members });
  }

  /** Something may have happened to an instance without an operation. */
  look(path: string): void {
    const manager = this.#managerOf(path);
    if (manager !== undefined) this.converge(manager.path);
  }

  /** Starts what brings the group to its target size. */
  converge(path: string): void {
    if (this.#converging.has(path)) return;
    this.#converging.add(path);
    try {
      while (this.#step(path)) {
        // Each step starts an operation or notes that one is over.
      }
    } finally {
      this.#converging.delete(path);
    }
  }

  /** Deletes the instances of a group that is being deleted. */
  deleteMembers(manager: InstanceGroupManager): void {
    for (const { name } of manager.members) {
      const path = instancePath(manager, name);
      const underWay = this.#operations.underWayOn(path);
      if (underWay !== undefined) this.#operations.complete(underWay);
      const instance = this.#state.instances.get(path);
      if (instance !== undefined) this.#operations.complete(this.#members.delete(instance));
    }
  }

  #onDone({ mutation: { target, action } }: Operation): void {
    if (action.startsWith('instanceGroupManagers.')) this.converge(target);
    else if (action.startsWith('instances.')) this.look(target);
  }

  #managerOf(path: string): InstanceGroupManager | undefined {
    const managers = this.#state.groupManagers.list(`${scopeOf(path)}/instanceGroupManagers`);
    return managers.find(({ members }) => members.some(({ name }) => name === nameOf(path)));
  }

  #step(path: string): boolean {
    const manager = this.#state.groupManagers.get(path);
    if (manager === undefined) return false;
    if (manager.members.some((member) => this.#stepMember(manager, member))) return true;
    const wanted = manager.members.filter(({ goal }) => goal === 'exists');
    if (wanted.length < manager.targetSize) {
      const member: ManagedInstance = { name: this.#newName(manager), goal: 'exists', recreation: 'none' };
      this.#state.groupManagers.put({ ...manager, members: [...manager.members, member] });
      return true;
    }
    const surplus = wanted.slice(manager.targetSize).map(({ name }) => name);
    if (surplus.length > 0) this.change(manager, surplus, { goal: 'gone' });
    return surplus.length > 0;
  }

  /** Brings a member nearer to its goal. False: it is there, or an operation is under way. */
  #stepMember(manager: InstanceGroupManager, member: ManagedInstance): boolean {
    const { name, goal, recreation, error } = member;
    const path = instancePath(manager, name);
    if (this.#operations.underWayOn(path) !== undefined) return false;
    const instance = this.#state.instances.get(path);
    if (instance === undefined) {
      if (goal === 'gone') this.#forget(manager, name);
      else if (error === undefined) this.#create(manager, name);
      return goal === 'gone' || error === undefined;
    }
    const isBroken = !RUNS.has(instance.status);
    if (goal === 'exists' && recreation !== 'asked' && !isBroken) return false;
    if (goal === 'exists' && recreation !== 'asked') this.#members.announceRepair(instance);
    if (goal === 'exists') this.change(manager, [name], { recreation: 'started' });
    this.#members.delete(instance);
    return true;
  }

  #forget(manager: InstanceGroupManager, name: string): void {
    const members = manager.members.filter((member) => member.name !== name);
    this.#state.groupManagers.put({ ...manager, members });
  }

  #create(manager: InstanceGroupManager, name: string): void {
    const error = this.#members.create(manager, name);
    if (error !== undefined) this.change(manager, [name], { error });
  }

  #newName(manager: InstanceGroupManager): string {
    const name = `${manager.baseName}-${this.#state.ids.hex(4)}`;
    const isTaken = this.#state.instances.get(instancePath(manager, name)) !== undefined;
    return isTaken || manager.members.some((member) => member.name === name) ? this.#newName(manager) : name;
  }
}

export const instancePath = ({ path }: InstanceGroupManager, name: string): string =>
  `${scopeOf(path)}/instances/${name}`;
