import { type Cidr, familyOf } from '../../reconcile/model/cidr.ts';

const ROUTE_NAME_PREFIX = 'kubernetes-route-';

/**
 * The name of the route for a pod CIDR, as people name it by hand: kubernetes-route-10-200-0-0-24. One-to-one, because a
 * canonical range has one spelling and only its last dash stands for the slash; legal (RFC 1035, at most 60 characters)
 * for IPv6 too.
 */
export function routeName(destination: Cidr): string {
  const separators = familyOf(destination) === 'ipv4' ? /[./]/g : /[:/]/g;
  return ROUTE_NAME_PREFIX + destination.replace(separators, '-');
}
