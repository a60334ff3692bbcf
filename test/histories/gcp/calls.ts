import * as z from 'zod/mini';
import type { LocalGce } from '../../../infra/local/gcp.ts';
import type { FaultName } from '../history.ts';
import type { ApiCall } from '../turnstile.ts';
import type { Note } from '../note.ts';

const Input = z.object({ route: z.optional(z.string()), pageToken: z.optional(z.string()) });

/** What a call of the function means to the watch. */
export function noteOf({ action, input }: ApiCall, { unreachableZones }: LocalGce): Note {
  const { route: what = '', pageToken } = Input.parse(input);
  switch (action) {
    case 'instances.aggregatedList':
      return {
        kind: 'look',
        holes: { page: pageToken === undefined ? 'first' : 'later', found: unreachableZones.size > 0 },
      };
    case 'routes.list':
      return { kind: 'look' };
    case 'routes.get':
      return { kind: 'reread', what };
    case 'routes.delete':
      return { kind: 'change', what };
    case 'routes.insert':
      return { kind: 'make' };
    default:
      return { kind: 'other' };
  }
}

const REFUSALS = new Map([
  ['routes.insert', { code: 'quotaExceeded', status: 403 }],
  ['routes.delete', { code: 'forbidden', status: 403 }],
]);

/** Plans the fault for the next call of this action; false where it makes no sense. */
export function plan(gce: LocalGce, { action }: ApiCall, name: FaultName): boolean {
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
      gce.faults.failNext(action, { code: 'cut', cut: true, when });
      return true;
    case 'refused': {
      const refusal = REFUSALS.get(action);
      if (refusal !== undefined) gce.faults.failNext(action, refusal);
      return refusal !== undefined;
    }
    case 'fails later':
      if (!REFUSALS.has(action)) return false;
      gce.operations.failNext(action, { code: 'INTERNAL_ERROR', message: 'it went wrong', status: 500 });
      return true;
  }
}
