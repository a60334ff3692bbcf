import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { ComputeApi } from './api.ts';

/**
 * Runs a list call that asks for some fields only, so that the response for a thousand instances stays small. If Compute Engine
 * refuses the call, it is made without the mask.
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
 * All fields that are read of instances and routes, in the notation of Google's `fields` parameter, and those that say whether
 * the listing is complete. https://cloud.google.com/compute/docs/api/how-tos/performance
 */
export const INSTANCE_FIELDS =
  'items/*/instances(id,name,status,creationTimestamp,canIpForward,metadata/items,' +
  'networkInterfaces(network,networkIP,ipv6Address,ipv6AccessConfigs/externalIpv6)),unreachables,nextPageToken';

export const ROUTE_FIELDS =
  'items(name,description,network,destRange,priority,tags,nextHopIp,nextHopInstance,nextHopNetwork,nextHopPeering,nextHopGateway,' +
  'nextHopIlb,nextHopVpnTunnel,nextHopHub,nextHopInterconnectAttachment,warnings/code),nextPageToken';
