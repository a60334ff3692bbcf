import type { Fault } from '../../common/fault-injector.ts';
import { ApiError } from '../errors.ts';

const PERMISSIONS: Readonly<Record<string, string>> = { insert: 'create', aggregatedList: 'list', wait: 'get' };

/** What the service says with each reason. The client passes on the message only, and the reason is not in it. */
const MESSAGES: Readonly<Record<string, (action: string, path: string) => string>> = {
  backendError: () => 'Internal error. Please try again or contact Google Support.',
  forbidden: (action, path) => `Required 'compute.${permissionOf(action)}' permission for '${path}'`,
  internalError: () => 'Internal error. Please try again or contact Google Support.',
  notFound: (_, path) => `The resource '${path}' was not found`,
  quotaExceeded: (action) => `Quota '${(action.split('.')[0] ?? '').toUpperCase()}' exceeded.  Limit: 200.0 globally.`,
  rateLimitExceeded: () =>
    `Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com' for consumer 'project_number:415104041262'.`,
  resourceNotReady: (_, path) => `The resource '${path}' is not ready`,
};

/** The error of a planned fault, in the service's words unless it brings its own. */
export function faultError(fault: Fault, action: string, path: string): ApiError {
  const message = fault.message ?? MESSAGES[fault.code]?.(action, path) ?? 'Invalid request.';
  return new ApiError(fault.code, message, fault.status);
}

export const rateLimited = (action: string, path: string) => faultError({ code: 'rateLimitExceeded' }, action, path);

function permissionOf(action: string): string {
  const [collection = '', verb = ''] = action.split('.');
  return `${collection}.${PERMISSIONS[verb] ?? verb}`;
}
