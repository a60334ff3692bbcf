import * as z from 'zod/mini';
import { GCP_TUTORIAL, type LocalGce } from '../../../../infra/local/gcp.ts';
import type { FaultName } from '../../generate/history.ts';
import type { ApiCall } from '../../run/call-scheduler.ts';
import type { CallClassification } from '../../oracle/call-classification.ts';

const Input = z.object({
  route: z.optional(z.string()),
  pageToken: z.optional(z.string()),
  zone: z.optional(z.string()),
  instance: z.optional(z.string()),
  metadataResource: z.optional(z.object({ items: z.array(z.object({ key: z.string(), value: z.string() })) })),
});

/** The telling that setting the metadata is. */
function telling(input: object, { backend }: LocalGce): CallClassification {
  const { zone = '', instance = '', metadataResource } = Input.parse(input);
  const found = backend
    .instances()
    .find(({ id, path }) => id === instance || path.endsWith(`/zones/${zone}/instances/${instance}`));
  const told = metadataResource?.items.find(({ key }) => key === 'pod-cidr')?.value ?? '';
  return found === undefined ? { kind: 'other' } : { kind: 'tell', instance: found.id, ranges: told.split(' ') };
}

export const isRead = ({ action }: ApiCall) => /\.(get|list|aggregatedList)$/.test(action);

/** What a call of the function means to the watch. */
export function classifyCall({ action, input }: ApiCall, gce: LocalGce): CallClassification {
  const { route: readKey = '', pageToken } = Input.parse(input);
  switch (action) {
    case 'instances.aggregatedList':
      return {
        kind: 'observe',
        holes: { page: pageToken === undefined ? 'first' : 'later', hasGaps: gce.unreachableZones.size > 0 },
      };
    case 'routes.list':
      return { kind: 'list-routes', readKey: GCP_TUTORIAL.network };
    case 'instances.setMetadata':
      return telling(input, gce);
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
  ['instances.setMetadata', { code: 'forbidden', status: 403 }],
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
      if (!/^routes\.(insert|delete)$/.test(action)) return false;
      gce.operations.failNext(action, { code: 'INTERNAL_ERROR', message: 'it went wrong', status: 500 });
      return true;
  }
}
