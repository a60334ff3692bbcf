import { createHash } from 'node:crypto';
import { type Cidr, familyOf, rangeOf } from '../../reconcile/model/ranges/cidr.ts';
import type { GcpConfig } from '../config.ts';

const PREFIX = 'kubernetes-route';

/**
 * The name of the route for a pod CIDR, as people name it by hand: kubernetes-route-10-200-0-0-24. Unique, because a canonical
 * range has one spelling and its last dash is the slash; valid (RFC 1035, at most 60 characters) for IPv6 too.
 */
export function routeName(destination: Cidr): string {
  const separators = familyOf(destination) === 'ipv4' ? /[./]/g : /[:/]/g;
  return `${PREFIX}-${destination.replace(separators, '-')}`;
}

type Scope = Pick<GcpConfig, 'networkProject' | 'network' | 'cluster'>;

/**
 * The name where another route has the first one: route names are unique in a project, which may have several networks with one
 * pod CIDR. It begins with a hash of network and cluster, and has IPv6 addresses in 32 digits, so that the longest has 62.
 */
export function alternateRouteName(destination: Cidr, { networkProject, network, cluster }: Scope): string {
  const scope = `${networkProject}/${network}/${cluster.name}`;
  const hash = createHash('sha256').update(scope).digest('hex').slice(0, 8);
  const { family, first } = rangeOf(destination);
  const [address = '', prefixLength = ''] = destination.split('/');
  const digits = family === 'ipv4' ? address.replaceAll('.', '-') : first.toString(16).padStart(32, '0');
  return `${PREFIX}-${hash}-${digits}-${prefixLength}`;
}
