import type { Caller } from '../operations/mutation.ts';
import type { Service } from '../service.ts';
import type { Reader, Store } from '../backend/store.ts';
import type { Resource } from '../backend/model.ts';

export interface ApiCall {
  readonly service: Service;
  readonly action: string;
  /** The path of the resource or collection, with the project's id and without a trailing verb. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly caller: Caller;
  /** It is answered from the state before the most recent write. */
  readonly stale: boolean;
}

export interface Endpoint {
  /** As in the call log and the faults: `routes.insert`. */
  readonly action: string;
  readonly mutates: boolean;
  /** The last segment of the URL is a verb. */
  readonly verb: boolean;
  readonly answer: (call: ApiCall) => object;
}

/** The current store, or the one before the most recent write for a stale read. */
export function readerFor<T extends Resource>(call: ApiCall, store: Store<T>): Reader<T> {
  return call.stale ? store.before : store;
}
