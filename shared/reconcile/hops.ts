import type { Hop, Instance, Provider } from './model.ts';

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

/** Whether a hop names `node`, or something by which it is reached. */
export function leadsTo(hop: Hop, { id, reachedBy }: Instance): boolean {
  if (hop.kind === 'foreign') return false;
  return hop.instance === id || (hop.interface !== undefined && reachedBy.includes(hop.interface));
}

/** A hop as each cloud's people name it: the instance on AWS, the address on GCP. */
export function hopLabel(hop: Hop, cloud: Provider): string {
  if (hop.kind === 'foreign') return hop.to ?? hop.what;
  const [first, second] = cloud === 'aws' ? [hop.instance, hop.interface] : [hop.interface, hop.instance];
  return first ?? second ?? 'unknown';
}
