import type { FreeRanges } from '../../../shared/reconcile/plan/allocation/free-ranges.ts';

/** `231 of /24 in 10.200.0.0/16`; where there are none also `(3 of /25)`, the next size of which there are some. */
export const formatFreeRanges = (ranges: readonly FreeRanges[]): string =>
  ranges
    .map(({ cidr, prefixLength, count, smaller }) => {
      const less = smaller === undefined ? '' : ` (${smaller.count} of /${smaller.prefixLength})`;
      return `${count} of /${prefixLength}${less} in ${cidr}`;
    })
    .join(', ');
