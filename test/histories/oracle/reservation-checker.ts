import { RESERVED } from '../generate/claim-samples.ts';
import type { RouteCreation } from './call-classification.ts';
import type { ActualInstance, GroundTruth } from './ground-truth.ts';
import type { InvocationView } from './invocation-view.ts';
import { familyOf, isInCluster, isWholeOrMore, overlap } from './reference-cidr.ts';
import type { RouteTimeline } from './route-timeline.ts';
import { Violation } from './violation.ts';

/** A claim that the function has seen, if it looked properly, and that `destination` would reach into. */
function claimInTheWay(
  { destination, nextHop }: RouteCreation,
  view: InvocationView,
  truth: GroundTruth,
  timeline: RouteTimeline,
): ActualInstance | undefined {
  return truth.instances.find(
    (other) =>
      other.nextHopFor(destination) !== nextHop &&
      other.claim.ranges.some(
        (range) =>
          overlap(range, destination) && (timeline.claimedSince(other.id, range) ?? Infinity) < view.observedAt,
      ),
  );
}

/** A route to a node that asks for a range: it reserves one that is free, once, and first in the first table. */
export function checkReservation(
  created: RouteCreation,
  view: InvocationView,
  truth: GroundTruth,
  timeline: RouteTimeline,
): void {
  const { table, destination, nextHop } = created;
  const what = `${destination} in ${table} to ${nextHop}`;
  const seen = truth.routes.filter((route) => {
    const entry = timeline.entryFor(route);
    return truth.tables.includes(route.table) && entry !== undefined && entry.since < view.observedAt;
  });
  const own = seen.find(
    (route) =>
      route.table === table &&
      !route.foreign &&
      route.isMisdirected !== true &&
      route.holder?.claim.isRequest === true &&
      route.holder.nextHopFor(destination) === nextHop &&
      familyOf(route.destination) === familyOf(destination) &&
      isInCluster(route.destination) &&
      !isWholeOrMore(route.destination),
  );
  if (own !== undefined) throw new Violation('no node is told a second range', `${what}, has ${own.destination}`);
  const inTheWay = [RESERVED, ...seen.map((route) => route.destination).filter((range) => !isWholeOrMore(range))];
  const taken = inTheWay.find((range) => overlap(range, destination));
  if (taken !== undefined) throw new Violation('give only what is free', `${what} crosses ${taken}`);
  const rival = claimInTheWay(created, view, truth, timeline);
  if (rival !== undefined)
    throw new Violation('no two nodes are given one range', `${what} crosses a claim of ${rival.id}`);
}
