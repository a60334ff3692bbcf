/**
 * What the listings are asked for, in the notation of Google's `fields` parameter: all that is read of an instance or a route,
 * and what says whether the listing is whole. https://cloud.google.com/compute/docs/api/how-tos/performance
 */

export const INSTANCE_FIELDS =
  'items/*/instances(id,name,status,creationTimestamp,canIpForward,metadata/items,' +
  'networkInterfaces(network,networkIP,ipv6Address,ipv6AccessConfigs/externalIpv6)),unreachables,nextPageToken';

export const ROUTE_FIELDS =
  'items(name,description,network,destRange,tags,nextHopIp,nextHopInstance,nextHopNetwork,warnings/code),nextPageToken';
