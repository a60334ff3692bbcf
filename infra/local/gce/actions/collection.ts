import { notFound } from '../errors.ts';
import { linkTo, nameOf, projectOf } from '../links.ts';
import { readerFor, type ApiCall, type Endpoint } from '../http/api-call.ts';
import type { Router } from '../http/router.ts';
import type { Mutation } from '../operations/mutation.ts';
import { compileFilter } from '../query/filter.ts';
import type { Json } from '../query/json.ts';
import { cutPage, pageRequest, type Page } from '../query/paging.ts';
import type { Store } from '../backend/store.ts';
import type { Resource } from '../backend/model.ts';
import { operationJson } from './operations/json.ts';

export type Render<T> = (resource: T, call: ApiCall) => Json;

export function reading(action: string, answer: (call: ApiCall) => object): Endpoint {
  return { action, mutates: false, verb: false, answer };
}

/** An endpoint that starts an operation and answers with it. */
export function mutating(action: string, mutation: (call: ApiCall) => Mutation, verb = false): Endpoint {
  const answer = (call: ApiCall) => {
    const { operations } = call.service;
    const repeated = operations.repeated(projectOf(call.path), call.caller.requestId);
    return operationJson(repeated ?? operations.start(mutation(call), call.caller));
  };
  return { action, mutates: true, verb, answer };
}

interface Rendered<T> {
  readonly resource: T;
  readonly json: Json;
}

/** What a kind of resource is kept in, shown as, and changed by. */
interface Collection<T extends Resource> {
  readonly name: string;
  /** The path with `*` for what varies. */
  readonly path: string;
  readonly store: (call: ApiCall) => Store<T>;
  readonly render: Render<T>;
  readonly insertion: (call: ApiCall) => Mutation;
  readonly deletion: (call: ApiCall) => Mutation;
}

/** The methods that every kind of resource has: list, get, insert and delete. */
export function addCollection<T extends Resource>(router: Router<Endpoint>, collection: Collection<T>): void {
  const { name, path, store, render, insertion, deletion } = collection;
  const list = (call: ApiCall) => {
    const resources = readerFor(call, store(call)).list(call.path);
    return listAnswer(
      call,
      pageOf(call, resources, (resource) => nameOf(resource.path), render),
    );
  };
  const get = (call: ApiCall) => {
    const resource = readerFor(call, store(call)).get(call.path);
    if (resource === undefined) throw notFound(call.path);
    return render(resource, call);
  };
  router.add('GET', path, reading(`${name}.list`, list));
  router.add('GET', `${path}/*`, reading(`${name}.get`, get));
  router.add('POST', path, mutating(`${name}.insert`, insertion));
  router.add('DELETE', `${path}/*`, mutating(`${name}.delete`, deletion));
}

/** One page of the resources that pass the call's filter, as they are shown. */
export function pageOf<T>(
  call: ApiCall,
  resources: readonly T[],
  keyOf: (resource: T) => string,
  render: Render<T>,
): Page<Rendered<T>> {
  const filter = call.query.get('filter') ?? '';
  const matches = filter.trim() === '' ? () => true : compileFilter(filter);
  const candidates = resources.map((resource) => {
    const show = () => {
      const json = render(resource, call);
      return matches(json) ? { resource, json } : undefined;
    };
    return [keyOf(resource), show] as const;
  });
  return cutPage(candidates, pageRequest(call.query, call.service.maxPage));
}

export function listAnswer<T>(call: ApiCall, { items, nextPageToken }: Page<Rendered<T>>): Json {
  return {
    kind: `compute#${kindOf(call.action)}List`,
    id: call.path,
    ...(items.length === 0 ? {} : { items: items.map(({ json }) => json) }),
    nextPageToken,
    selfLink: linkTo(call.path),
  };
}

/** The singular that `kind` wants: `instances.list` is of `compute#instance`. */
export function kindOf(action: string): string {
  const [collection = ''] = action.split('.');
  if (collection.endsWith('Operations')) return 'operation';
  if (collection === 'addresses') return 'address';
  return collection.replace(/s$/, '');
}
