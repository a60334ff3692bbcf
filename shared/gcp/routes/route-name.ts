import { type Cidr, familyOf } from '../../reconcile/model/cidr.ts';

/**
 * The name of the route for a pod CIDR, as people name it by hand: kubernetes-route-10-200-0-0-24. Unique, because a canonical
 * range has one spelling and its last dash is the slash; valid (RFC 1035, at most 60 characters) for IPv6 too.
 */
export function routeName(destination: Cidr): string {
  const separators = familyOf(destination) === 'ipv4' ? /[./]/g : /[:/]/g;
  return `kubernetes-route-${destination.replace(separators, '-')}`;
}
