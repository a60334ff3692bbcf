import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';

/**
 * Runs a list call that asks for some fields only, so that an answer about a thousand instances stays small. Should Compute
 * Engine refuse the mask, the same call is made without: large answers are better than none.
 */
export async function withFieldMask<Page>(
  { call }: Pick<ComputeApi, 'call'>,
  action: string,
  subject: string,
  fields: string,
  send: (fields: string | undefined) => Promise<Page>,
): Promise<Page> {
  try {
    return await call(action, subject, () => send(fields));
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'rejected') throw error;
    return call(action, subject, () => send(undefined));
  }
}

/**
 * What the listings are asked for, in the notation of Google's `fields` parameter: all that is read of an instance or a route,
 * and what says whether the listing is whole. https://cloud.google.com/compute/docs/api/how-tos/performance
 */

export const INSTANCE_FIELDS =
  'items/*/instances(id,name,status,creationTimestamp,canIpForward,metadata/items,' +
  'networkInterfaces(network,networkIP,ipv6Address,ipv6AccessConfigs/externalIpv6)),unreachables,nextPageToken';

export const ROUTE_FIELDS =
  'items(name,description,network,destRange,tags,nextHopIp,nextHopInstance,nextHopNetwork,warnings/code),nextPageToken';
