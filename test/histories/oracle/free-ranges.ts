import { RESERVED } from '../generate/claim-samples.ts';
import { CLUSTER, type Family, familyOf, isWholeOrMore, overlap, subnetsOf } from './reference-cidr.ts';
import { type ActualInstance, type GroundTruth, isInScope } from './ground-truth.ts';
import { isContested, isReservable } from './reservations.ts';
import { Violation } from './violation.ts';

/** What nobody may be given: the network's own, and whatever has a route or is claimed. */
function takenRanges({ tables, routes, instances }: GroundTruth): string[] {
  const routed = routes.filter(({ table }) => tables.includes(table)).map(({ destination }) => destination);
  // What of a refused statement can be read counts as well: all that there is of it lies in the first addresses.
  const isAnyRefused = instances.some(({ claim }) => claim.refused === true);
  const claimed = instances.flatMap(({ claim }) => claim.ranges);
  return [RESERVED, ...(isAnyRefused ? ['10.200.0.0/21'] : []), ...claimed, ...routed].filter(
    (range) => !isWholeOrMore(range),
  );
}

/** Whether more than so many ranges are free. */
function areFree(truth: GroundTruth, family: Family, more: number): boolean {
  const taken = takenRanges(truth).filter((range) => familyOf(range) === family);
  let count = 0;
  for (const cluster of CLUSTER.filter((range) => familyOf(range) === family)) {
    for (const range of subnetsOf(cluster, truth.maskSizes[family])) {
      if (!taken.some((other) => overlap(other, range))) count += 1;
      if (count > more) return true;
    }
  }
  return false;
}

const lacks = (truth: GroundTruth, node: ActualInstance, family: Family) =>
  node.families.includes(family) &&
  !node.claim.ranges.some((range) => familyOf(range) === family && isReservable(truth, node, range));

const isUntold = ({ claim, isUp }: ActualInstance) => claim.isRequest === true && isUp;

/**
 * Whether a node may be told ranges, and there is one of each family that it needs one of and has none.
 *
 * @param isLast the other nodes that ask for one come first
 */
export function canBeTold(truth: GroundTruth, node: ActualInstance, { isLast }: { readonly isLast: boolean }): boolean {
  if (node.isAnotherClusters === true || isContested(truth, node)) return false;
  const others = truth.instances.filter((each) => isLast && each.id !== node.id && isUntold(each));
  const needed = node.families.filter((family) => lacks(truth, node, family));
  return needed.every((family) => areFree(truth, family, others.filter((each) => lacks(truth, each, family)).length));
}

/** No route of the cluster leads to nobody any more, where podroutes may delete it. */
export function assertFreed(truth: GroundTruth): void {
  const dead = truth.routes.filter((route) => isInScope(truth, route) && !route.foreign && route.holder === undefined);
  if (dead.length === 0) return;
  const ranges = dead.map(({ table, destination }) => `${destination} in ${table}`);
  throw new Violation('the range of a node that ended is free again', ranges.join(', '));
}

/** Whoever runs and asks for a range was told one, as long as one was free. */
export function assertAllTold(truth: GroundTruth): void {
  const untold = truth.instances.filter((node) => isUntold(node) && canBeTold(truth, node, { isLast: false }));
  if (untold.length === 0) return;
  throw new Violation('who asks is told a range when one is free', untold.map(({ id }) => id).join());
}

/** Nobody was told what another one has stated since before. */
export function assertNoneShared(before: GroundTruth, after: GroundTruth): void {
  const stating = before.instances.filter(({ claim }) => claim.isRequest !== true);
  const asked = new Set(before.instances.filter(({ claim }) => claim.isRequest === true).map(({ id }) => id));
  for (const { id, claim } of after.instances.filter((node) => asked.has(node.id) && node.claim.isRequest !== true)) {
    const rival = stating.find((other) =>
      other.claim.ranges.some((range) => claim.ranges.some((each) => overlap(each, range))),
    );
    if (rival === undefined) continue;
    throw new Violation('no two nodes are given one range', `${id}: ${claim.ranges.join()}, stated by ${rival.id}`);
  }
}
