import type { AuditLog } from '../../audit/log.ts';
import { ApiError } from '../../errors.ts';
import { nameOf, projectOf, scopeOf } from '../../links.ts';
import type { Caller } from '../../operations/mutation.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Operations } from '../../operations/operations.ts';
import { draftInstance, requireInstance } from '../instances/instances.ts';
import { deletion, insertion } from '../instances/lifecycle.ts';
import { instancesOf } from '../lookup.ts';
import type { Instance } from '../model.ts';
import type { State } from '../state.ts';
import { memberInput } from './member-input.ts';
import type { InstanceGroupManager, ManagedInstance } from './model.ts';

/** The operations on members that a group starts, and what the log says of them. */
export class MemberOperations {
  readonly #state: State;
  readonly #operations: Operations;
  readonly #audit: AuditLog;

  constructor(state: State, operations: Operations, audit: AuditLog) {
    this.#state = state;
    this.#operations = operations;
    this.#audit = audit;
  }

  /** Answers why it is not possible. */
  create(manager: InstanceGroupManager, name: string): ManagedInstance['error'] {
    const collection = instancesOf(projectOf(manager.path), nameOf(scopeOf(manager.path)));
    try {
      const draft = draftInstance(this.#state, collection, memberInput(this.#state, manager, name));
      this.#operations.start(insertion(this.#state, draft), this.#agent(manager.path));
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { code: error.operationCode, message: error.message };
    }
  }

  delete(instance: Instance): Operation {
    const current = requireInstance(this.#state, instance.path);
    return this.#operations.start(deletion(this.#state, current), this.#agent(instance.path));
  }

  announceRepair(instance: Instance): void {
    const message = `Instance Group Manager initiated recreateInstance on '${nameOf(instance.path)}'.`;
    this.#audit.system('repair.recreateInstance', instance, message);
  }

  /** The Google APIs Service Agent, which acts for managed groups. */
  #agent(path: string): Caller {
    const number = this.#state.projectNumber(projectOf(path));
    return { user: `${number}@cloudservices.gserviceaccount.com`, userAgent: 'GCE Managed Instance Group' };
  }
}
