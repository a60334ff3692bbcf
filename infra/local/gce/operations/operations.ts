import type { AuditLog } from '../audit/log.ts';
import { ApiError, notReady } from '../errors.ts';
import { nameOf, projectOf, scopeOf } from '../links.ts';
import type { State } from '../backend/state.ts';
import type { Caller, Mutation } from './mutation.ts';
import type { Operation } from './operation.ts';
import { OperationFaults } from './faults.ts';

/** https://github.com/hashicorp/terraform-provider-google/issues/6361 */
const NETWORK_BUSY = 'There is a route operation in progress on the local or peer network. Try again later.';

/** The operations: every change goes through one, and takes effect as it is polled, waited for or settled. */
export class Operations {
  readonly #state: State;
  readonly #audit: AuditLog;
  readonly #steps: number;
  readonly #byPath = new Map<string, Operation>();
  readonly #byRequest = new Map<string, Operation>();
  readonly #open = new Set<Operation>();
  readonly #busy = new Map<string, Operation>();
  readonly faults = new OperationFaults();
  /** Called with each new operation that is not done yet. */
  onStart: (operation: Operation) => void = () => {};

  /** Called with each operation that is done. */
  onDone: (operation: Operation) => void = () => {};

  /** @param steps the number of polls after which an operation is done; 0: done at once */
  constructor(state: State, audit: AuditLog, steps: number) {
    this.#state = state;
    this.#audit = audit;
    this.#steps = steps;
  }

  start(mutation: Mutation, caller: Caller): Operation {
    for (const path of locksOf(mutation)) this.requireIdle(path);
    if (this.#isNetworkBusy(mutation, caller, 'refused')) throw new ApiError('badRequest', NETWORK_BUSY);
    const operation = this.#create(mutation, caller);
    this.#state.journal.write(() => mutation.begin?.());
    this.#audit.first(operation);
    this.#register(operation);
    if (this.#steps === 0) this.complete(operation);
    else this.onStart(operation);
    return operation;
  }

  /** The operation an earlier request with this `requestId` started. */
  repeated(project: string, requestId: string | undefined): Operation | undefined {
    return requestId === undefined ? undefined : this.#byRequest.get(`${project} ${requestId}`);
  }

  /** Refuses a change of a resource that is being changed. */
  requireIdle(target: string): void {
    if (this.#busy.has(target)) throw notReady(target);
  }

  underWayOn(target: string): Operation | undefined {
    return this.#busy.get(target);
  }

  get(path: string): Operation | undefined {
    return this.#byPath.get(path);
  }

  all(project: string): Operation[] {
    return this.#where((operation) => operation.scope.startsWith(`projects/${project}/`));
  }

  /** The operations of a scope such as `projects/P/global`. */
  list(scope: string): Operation[] {
    return this.#where((operation) => operation.scope === scope);
  }

  /** Reads the operation, which brings it a step further. */
  poll(operation: Operation): Operation {
    operation.polls += 1;
    if (operation.polls >= this.#steps) this.complete(operation);
    else this.run(operation);
    return operation;
  }

  wait(operation: Operation): Operation {
    if (this.faults.waitsLong()) this.complete(operation);
    else this.run(operation);
    return operation;
  }

  /** Carries out every operation under way, in the order they were started. */
  settle(): void {
    for (const operation of this.#open) this.complete(operation);
  }

  run(operation: Operation): void {
    if (operation.status !== 'PENDING') return;
    operation.status = 'RUNNING';
    operation.startTime = this.#state.now();
    if (!operation.hangs) this.#state.journal.write(() => operation.mutation.run?.());
  }

  /** To DONE, with or without an error; unless it hangs. */
  complete(operation: Operation): void {
    if (operation.status === 'DONE') return;
    this.run(operation);
    if (operation.hangs) return;
    this.#carryOut(operation);
    operation.status = 'DONE';
    operation.endTime = this.#state.now();
    this.#open.delete(operation);
    for (const path of locksOf(operation.mutation)) this.#busy.delete(path);
    this.#audit.last(operation);
    this.onDone(operation);
  }

  /** Whether another change of the network's routes is in the way, where they exclude each other. Only for requests. */
  #isNetworkBusy({ network }: Mutation, caller: Caller, outcome: 'refused' | 'failed'): boolean {
    if (network === undefined || caller.apiVersion === undefined) return false;
    if (this.#state.variants.networkOperations !== outcome) return false;
    return [...this.#open].some(({ mutation }) => mutation.network === network);
  }

  #where(wanted: (operation: Operation) => boolean): Operation[] {
    const found = [...this.#byPath.values()].filter(wanted);
    return found.sort((a, b) => (nameOf(a.path) < nameOf(b.path) ? -1 : 1));
  }

  #carryOut(operation: Operation): void {
    const { mutation, planned } = operation;
    try {
      if (planned !== undefined) operation.error = planned;
      else this.#state.journal.write(() => mutation.finish());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      operation.error = { code: error.operationCode, message: error.message, status: error.status };
    }
    if (operation.error !== undefined) this.#state.journal.write(() => mutation.fail?.());
  }

  #create(mutation: Mutation, caller: Caller): Operation {
    const scope = mutation.scope ?? scopeOf(mutation.target);
    const isBusy = this.#isNetworkBusy(mutation, caller, 'failed');
    const { hangs, planned } = this.faults.faultOf(mutation.action, caller);
    return {
      path: `${scope}/operations/${this.#state.ids.operationName()}`,
      id: this.#state.ids.resourceId(),
      scope,
      mutation,
      caller,
      insertTime: this.#state.now(),
      hangs,
      planned: isBusy ? { code: 'RESOURCE_NOT_READY', message: NETWORK_BUSY } : planned,
      status: 'PENDING',
      polls: 0,
    };
  }

  #register(operation: Operation): void {
    this.#byPath.set(operation.path, operation);
    this.#open.add(operation);
    for (const path of locksOf(operation.mutation)) this.#busy.set(path, operation);
    const { requestId } = operation.caller;
    if (requestId !== undefined) this.#byRequest.set(`${projectOf(operation.path)} ${requestId}`, operation);
  }
}

const locksOf = (mutation: Mutation): readonly string[] => mutation.locks ?? [mutation.target];
