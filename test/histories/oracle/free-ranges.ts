import { RESERVED } from '../generate/claim-samples.ts';
import { CLUSTER, type Family, familyOf, overlap, prefixOf, subnetsOf } from './reference-cidr.ts';
import type { ActualInstance, GroundTruth } from './ground-truth.ts';
import { Violation } from './violation.ts';

/** What nobody may be given: the network's own, and whatever has a route or is claimed. */
function takenRanges({ tables, routes, instances }: GroundTruth): string[] {
  const routed = routes.filter(({ table }) => tables.includes(table)).map(({ destination }) => destination);
  // What of a refused statement can be read counts as well: all that there is of it lies in the first addresses.
  const isAnyRefused = instances.some(({ claim }) => claim.refused === true);
  const claimed = instances.flatMap(({ claim }) => claim.ranges);
  return [RESERVED, ...(isAnyRefused ? ['10.200.0.0/21'] : []), ...claimed, ...routed].filter(isSpecific);
}

const isSpecific = (range: string) =>
  !CLUSTER.some((cluster) => overlap(cluster, range) && prefixOf(range) <= prefixOf(cluster));

function isAnyFree(truth: GroundTruth, family: Family): boolean {
  const taken = takenRanges(truth).filter((range) => familyOf(range) === family);
  for (const cluster of CLUSTER.filter((range) => familyOf(range) === family)) {
    for (const range of subnetsOf(cluster, truth.maskSizes[family])) {
      if (!taken.some((other) => overlap(other, range))) return true;
    }
  }
  return false;
}

/** Whether there is a range of each family that a node needs one of and has none. */
export function canBeTold(truth: GroundTruth, { claim, families }: ActualInstance): boolean {
  return families
    .filter((family) => !claim.ranges.some((range) => familyOf(range) === family))
    .every((family) => isAnyFree(truth, family));
}

/** Whoever runs and asks for a range was told one, as long as one was free. */
export function assertAllTold(truth: GroundTruth): void {
  const untold = truth.instances.filter((node) => node.claim.isRequest === true && node.isUp && canBeTold(truth, node));
  if (untold.length === 0) return;
  throw new Violation('who asks is told a range when one is free', untold.map(({ id }) => id).join());
}
