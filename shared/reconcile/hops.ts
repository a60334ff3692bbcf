import type { Hop } from './model.ts';

/** Whether two hops of one route, read at different times, are the same. */
export function leadsTheSameWay(a: Hop, b: Hop): boolean {
  if (a.kind === 'foreign' || b.kind === 'foreign') return false;
  // A blackhole may have lost its instance id since: compare what both know.
  const same = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  const shareOne =
    (a.instance !== undefined && a.instance === b.instance) ||
    (a.interface !== undefined && a.interface === b.interface);
  return shareOne && same(a.instance, b.instance) && same(a.interface, b.interface);
}
