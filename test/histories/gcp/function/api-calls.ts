import * as z from 'zod/mini';
import type { LocalGce } from '../../../../infra/local/gcp.ts';
import type { FaultName } from '../../generate/history.ts';
import type { ApiCall } from '../../run/call-scheduler.ts';
import type { CallClassification } from '../../oracle/call-classification.ts';

const Input = z.object({ route: z.optional(z.string()), pageToken: z.optional(z.string()) });

/** What a call of the function means to the watch. */
export function classifyCall({ action, input }: ApiCall, { unreachableZones }: LocalGce): CallClassification {
  const { route: readKey = '', pageToken } = Input.parse(input);
  switch (action) {
    case 'instances.aggregatedList':
      return {
        kind: 'observe',
        holes: { page: pageToken === undefined ? 'first' : 'later', hasGaps: unreachableZones.size > 0 },
      };
    case 'routes.list':
      return { kind: 'observe' };
    case 'routes.get':
      return { kind: 'reread', readKey };
    case 'routes.delete':
      return { kind: 'modify', readKey };
    case 'routes.insert':
      return { kind: 'create' };
    default:
      return { kind: 'other' };
  }
}

const PERMANENT_ERRORS = new Map([
  ['routes.insert', { code: 'quotaExceeded', status: 403 }],
  ['routes.delete', { code: 'forbidden', status: 403 }],
]);

/** Plans the fault for the next call of this action; false where it makes no sense. */
export function injectFault(gce: LocalGce, { action }: ApiCall, name: FaultName): boolean {
  const when = name.endsWith('after') ? 'after' : 'before';
  switch (name) {
    case 'throttle':
      gce.faults.failNext(action, { code: 'rateLimitExceeded', status: 403 });
      return true;
    case 'error before':
    case 'error after':
      gce.faults.failNext(action, { code: 'backendError', status: 503, when });
      return true;
    case 'cut before':
    case 'cut after':
      gce.faults.failNext(action, { code: 'cut', dropConnection: true, when });
      return true;
    case 'refused': {
      const refusal = PERMANENT_ERRORS.get(action);
      if (refusal !== undefined) gce.faults.failNext(action, refusal);
      return refusal !== undefined;
    }
    case 'fails later':
      if (!PERMANENT_ERRORS.has(action)) return false;
      gce.operations.failNext(action, { code: 'INTERNAL_ERROR', message: 'it went wrong', status: 500 });
      return true;
  }
}
