import { CloudError } from '../../cloud/cloud-error.ts';
import { type Clock, LAG_RETRY_DELAYS } from '../../cloud/clock.ts';
import type { Allocation } from '../../model/allocation.ts';
import type { Route } from '../../model/route.ts';
import type { ReservationContext } from './reservation.ts';
import { reservationState, type ReservationState } from './reservation-check.ts';

export interface TellingContext extends ReservationContext {
  readonly clock: Clock;
  /** Gets what every read back shows. */
  readonly onTableRead: (routes: readonly Route[]) => void;
}

type TellingState = ReservationState | 'told-otherwise';

/** Reads the first table until it shows the node's reservations. */
async function readBack(
  { cloud, clusterCidrs, end, clock: { sleep }, onTableRead }: TellingContext,
  allocation: Allocation,
): Promise<ReservationState> {
  const read = async () => {
    const routes = await cloud.readTable(allocation.table, end);
    onTableRead(routes);
    return reservationState(allocation, routes, clusterCidrs);
  };
  let state = await read();
  for (const delay of LAG_RETRY_DELAYS) {
    if (state !== 'not-visible') break;
    await sleep(delay);
    state = await read();
  }
  return state;
}

/**
 * Tells a node its ranges if its reservations are confirmed by a read right before; returns what that read showed, or
 * `told-otherwise` when the cloud has heard that the node was told something else.
 *
 * Ends with `end`, not with `signal`: what is reserved and untold costs the next run SETTLING_TIME.
 */
export async function tellNode(context: TellingContext, allocation: Allocation): Promise<TellingState> {
  const { cloud, signal, end = signal } = context;
  let state: ReservationState = 'not-visible';
  const precondition = async () => {
    state = await readBack(context, allocation);
    return state === 'confirmed';
  };
  try {
    const podCidrs = allocation.ranges.map(({ cidr }) => cidr);
    await cloud.tellPodCidrs(allocation.node, podCidrs, { signal: end, precondition });
    return state;
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'already-exists') throw error;
    return 'told-otherwise';
  }
}
