import { linkTo, nameOf, locationOf } from '../../links.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';

const PROGRESS = { PENDING: 0, RUNNING: 50, DONE: 100 } as const;

const HTTP_MESSAGES: Readonly<Record<number, string>> = {
  400: 'BAD REQUEST',
  403: 'FORBIDDEN',
  404: 'NOT FOUND',
  409: 'CONFLICT',
  412: 'PRECONDITION FAILED',
  500: 'INTERNAL SERVER ERROR',
  503: 'SERVICE UNAVAILABLE',
};

export function operationJson(operation: Operation): Json {
  const { path, mutation, caller, status, startTime, endTime } = operation;
  return {
    kind: 'compute#operation',
    id: operation.id,
    name: nameOf(path),
    ...(caller.requestId === undefined ? {} : { clientOperationId: caller.requestId }),
    operationType: nameOf(mutation.action.replaceAll('.', '/')),
    targetLink: linkTo(mutation.target),
    targetId: mutation.targetId,
    status,
    progress: PROGRESS[status],
    user: caller.user,
    insertTime: resourceTime(operation.insertTime),
    ...(startTime === undefined ? {} : { startTime: resourceTime(startTime) }),
    ...(endTime === undefined ? {} : { endTime: resourceTime(endTime) }),
    ...errorFields(operation),
    ...groupFields(operation),
    ...scopeFields(operation.scope),
    selfLink: linkTo(path),
  };
}

function errorFields({ error }: Operation): Json {
  if (error === undefined) return {};
  const { code, message, status = 400 } = error;
  return {
    error: { errors: [{ code, message }] },
    httpErrorStatusCode: status,
    httpErrorMessage: HTTP_MESSAGES[status] ?? 'BAD REQUEST',
  };
}

/** A bulk insertion stands for a group of operations. */
function groupFields({ mutation, id }: Operation): Json {
  return mutation.locks === undefined ? {} : { operationGroupId: id };
}

function scopeFields(scope: string): Json {
  if (locationOf(scope) === '') return {};
  return { [scope.includes('/zones/') ? 'zone' : 'region']: linkTo(scope) };
}
