import type { Report } from './report.ts';

/** How many nodes state a pod CIDR that is not accepted. */
export function refusedCount(skipped: Report['skipped']): number {
  return new Set(skipped.filter(({ refused }) => refused === true).map(({ node }) => node)).size;
}
