import type { Claim } from './claim.ts';
import { type Cidr, readableCidrs } from './ranges/cidr.ts';

/** What a claim states, as far as it can be read, whether or not a node could have it. */
export const statedRanges = (claim: Claim): Cidr[] => (claim.kind === 'stated' ? readableCidrs(claim.values) : []);
