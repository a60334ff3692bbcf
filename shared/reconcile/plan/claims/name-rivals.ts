import { labelOf } from '../../model/instance.ts';
import type { RetainedRoute } from './retained-routes.ts';
import type { CidrClaim } from './winner.ts';

/** Ranges that are told by name; of more there is the number. */
const MAX_NAMED_RIVALS = 3;

/** `10.200.0.0/24 of worker-0 (i-0123456789abcdef0) and 4 more` */
export function nameRivals(rivals: readonly (RetainedRoute | CidrClaim)[]): string {
  const names = rivals.slice(0, MAX_NAMED_RIVALS).map((rival) => {
    const [first] = 'claimants' in rival ? rival.claimants : [{ name: rival.name, id: rival.nodeId }];
    return first === undefined ? rival.cidr : `${rival.cidr} of ${labelOf(first.name, first.id)}`;
  });
  const more = rivals.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
