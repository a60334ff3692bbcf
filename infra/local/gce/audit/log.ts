import type { ApiError } from '../errors.ts';
import { Ids } from '../backend/ids.ts';
import { nameOf, projectOf } from '../links.ts';
import type { AuditedResource, Caller } from '../operations/mutation.ts';
import type { Operation } from '../operations/operation.ts';
import { logTime } from '../time.ts';
import type { State } from '../backend/state.ts';
import type { Instance } from '../backend/model.ts';
import type { AuditEntry } from './entry.ts';
import { auditedResource } from './resource.ts';

type Listener = (entry: AuditEntry) => void;
type Ends = { readonly first?: true; readonly last?: true };
type Status = NonNullable<AuditEntry['protoPayload']['status']>;

interface Draft {
  readonly method: string;
  readonly caller: Caller;
  readonly resource: AuditedResource;
  readonly operation: string;
  readonly ends: Ends;
  readonly log?: 'activity' | 'system_event';
  readonly status?: Status | undefined;
}

const BOTH: Ends = { first: true, last: true };
const SYSTEM: Caller = { user: 'system@google.com', userAgent: '' };

/** google.rpc.Code of an operation's HTTP status. */
const RPC_CODES: Readonly<Record<number, number>> = { 403: 8, 404: 5, 409: 6, 412: 9, 500: 13, 503: 14 };

/** The audit log. Entries go to the listeners only; the log itself keeps none. */
export class AuditLog {
  /** `number` writes the project's number into `protoPayload.resourceName`, as the service sometimes does. */
  projectsBy: 'id' | 'number' = 'id';
  /** The first part of the method names of changes made without a request. */
  apiVersion = 'v1';
  readonly #state: State;
  /** Its own, so that the ids of resources do not depend on who listens. */
  readonly #ids: Ids;
  readonly #listeners = new Set<Listener>();

  constructor(state: State, seed: number) {
    this.#state = state;
    this.#ids = new Ids(~seed, state.now);
  }

  /** Calls `listener` with every entry from now on, until the returned function is called. */
  onEntry(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  first(operation: Operation): void {
    this.#emitOperation(operation, { first: true });
  }

  last(operation: Operation): void {
    const { error } = operation;
    const status = error && { code: RPC_CODES[error.status ?? 400] ?? 3, message: error.message };
    this.#emitOperation(operation, { last: true }, status);
  }

  /** A request that was refused, so that no operation was started. */
  refused(action: string, path: string, caller: Caller, error: ApiError): void {
    const operation = this.#ids.operationName();
    const resource = auditedResource(path, '');
    this.#emit({ method: action, caller, resource, operation, ends: BOTH, status: error.auditStatus });
  }

  bulkMember(instance: Instance, caller: Caller): void {
    const resource = auditedResource(instance.path, instance.id);
    const operation = this.#ids.operationName();
    this.#emit({ method: 'instances.bulkInsert', caller, resource, operation, ends: BOTH });
  }

  /** Something the service did by itself: `preempted`, `hostError` and the like. */
  system(event: string, instance: Instance, message: string): void {
    const resource = auditedResource(instance.path, instance.id);
    const operation = this.#ids.operationName('systemevent');
    const method = `instances.${event}`;
    this.#emit({ method, caller: SYSTEM, resource, operation, ends: BOTH, log: 'system_event', status: { message } });
  }

  #emitOperation(operation: Operation, ends: Ends, status?: Status): void {
    const { mutation, caller } = operation;
    const resource = mutation.auditedAs ?? auditedResource(mutation.target, mutation.targetId);
    this.#emit({ method: mutation.action, caller, resource, operation: nameOf(operation.path), ends, status });
  }

  #emit(draft: Draft): void {
    if (this.#listeners.size === 0) return;
    const entry = this.#entry(draft);
    for (const listener of this.#listeners) listener(entry);
  }

  #entry(draft: Draft): AuditEntry {
    const { log = 'activity', resource, caller, ends, status } = draft;
    const version = log === 'activity' ? `${caller.apiVersion ?? this.apiVersion}.` : '';
    const time = logTime(this.#state.now());
    return {
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        ...(status === undefined ? {} : { status }),
        authenticationInfo: { principalEmail: caller.user },
        requestMetadata: caller.userAgent === '' ? {} : { callerSuppliedUserAgent: caller.userAgent },
        serviceName: 'compute.googleapis.com',
        methodName: `${version}compute.${draft.method}`,
        resourceName: this.#resourceName(resource.resourceName),
        request: { '@type': `type.googleapis.com/compute.${draft.method}` },
      },
      insertId: this.#ids.insertId(),
      resource: { type: resource.type, labels: resource.labels },
      operation: { id: draft.operation, producer: 'compute.googleapis.com', ...ends },
      timestamp: time,
      receiveTimestamp: time,
      severity: severityOf(draft),
      logName: `projects/${projectOf(resource.resourceName)}/logs/cloudaudit.googleapis.com%2F${log}`,
    };
  }

  #resourceName(path: string): string {
    if (this.projectsBy === 'id') return path;
    const project = projectOf(path);
    return path.replace(`projects/${project}/`, `projects/${this.#state.projectNumber(project)}/`);
  }
}

function severityOf({ log, status }: Draft): AuditEntry['severity'] {
  if (status?.code !== undefined) return 'ERROR';
  return log === 'system_event' ? 'INFO' : 'NOTICE';
}
