import type { BlockStatus } from '../model/classify.ts';

/** What each status means, for the legend. */
export const STATUS_MEANINGS: Readonly<Record<BlockStatus, string>> = {
  conflict: 'two nodes claim it, or its route leads to a target that does not claim it',
  refused: 'a node claims it and the claim is not accepted; another node may have the range',
  missing: 'a node claims it and a table has no route to it',
  stale: 'a route leads to the wrong place; a resync would replace or delete it',
  blackhole: 'a route leads to a target that is down',
  stopped: 'its node is stopped; its routes work again once it runs',
  foreign: 'a route that podroutes does not manage',
  reserved: 'a range of the VPC itself, which no node may claim',
  ok: 'claimed by one node, and routed to it in every table',
  free: 'no node claims it and no route leads to it',
};

const NUMBER = new Intl.NumberFormat('en');

/** A number with its digits in groups: `65,533`. */
export function formatNumber(number: number | bigint): string {
  return NUMBER.format(number);
}
