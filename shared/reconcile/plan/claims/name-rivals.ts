import { labelOf } from '../../model/instance.ts';
import { andMore, MAX_NAMES } from '../../model/text/first-few.ts';
import type { RetainedRoute } from './retained-routes.ts';
import type { CidrClaim } from './winner.ts';

/** `10.200.0.0/24 of worker-0 (i-0123456789abcdef0) and 4 more` */
export function nameRivals(rivals: readonly (RetainedRoute | CidrClaim)[]): string {
  const names = rivals.slice(0, MAX_NAMES).map((rival) => {
    const [first] = 'claimants' in rival ? rival.claimants : [{ name: rival.name, id: rival.nodeId }];
    return first === undefined ? rival.cidr : `${rival.cidr} of ${labelOf(first.name, first.id)}`;
  });
  return names.join(', ') + andMore(rivals.length);
}
