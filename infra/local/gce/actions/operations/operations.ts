import { notFound } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import { nameOf, projectOf, scopeOf } from '../../links.ts';
import type { Operation } from '../../operations/operation.ts';
import { listAnswer, pageOf, reading } from '../collection.ts';
import { operationJson } from './json.ts';

const COLLECTIONS = {
  globalOperations: 'projects/*/global/operations',
  regionOperations: 'projects/*/regions/*/operations',
  zoneOperations: 'projects/*/zones/*/operations',
} as const;

export function addOperations(router: Router<Endpoint>): void {
  const endpoint = reading('globalOperations.aggregatedList', aggregated);
  router.add('GET', 'projects/*/aggregated/operations', endpoint);
  for (const [name, path] of Object.entries(COLLECTIONS)) {
    router.add('GET', path, reading(`${name}.list`, list));
    router.add('GET', `${path}/*`, reading(`${name}.get`, get));
    router.add('POST', `${path}/*/wait`, { action: `${name}.wait`, mutates: false, verb: true, answer: wait });
  }
}

/** The operations of all scopes, of which only those with operations are shown. */
function aggregated(call: ApiCall): object {
  const operations = call.service.operations.all(projectOf(call.path));
  const page = pageOf(call, operations, (operation) => nameOf(operation.path), operationJson);
  const byScope = Object.groupBy(page.items, ({ resource }) => resource.scope.split('/').slice(2).join('/'));
  const items = Object.entries(byScope).map(([scope, shown = []]) => [
    scope,
    { operations: shown.map(({ json }) => json) },
  ]);
  const { nextPageToken } = page;
  return { kind: 'compute#operationAggregatedList', items: Object.fromEntries(items), nextPageToken };
}

/** Listing does not bring an operation any further. */
function list(call: ApiCall): object {
  const operations = call.service.operations.list(scopeOf(call.path));
  return listAnswer(
    call,
    pageOf(call, operations, (operation) => nameOf(operation.path), operationJson),
  );
}

/** Each read of an operation advances it by one step. */
const get = (call: ApiCall) => operationJson(call.service.operations.poll(operationOf(call)));

const wait = (call: ApiCall) => operationJson(call.service.operations.wait(operationOf(call)));

function operationOf(call: ApiCall): Operation {
  const operation = call.service.operations.get(call.path);
  if (operation === undefined) throw notFound(call.path);
  return operation;
}
