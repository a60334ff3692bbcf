import type { RouteChange } from '../model/route-change.ts';

const ACTION_ORDER = { create: 0, replace: 1, delete: 2 };

/** What events asked for first, deletions last, and what is confirmed together side by side. */
export function writeOrder(change: RouteChange): number {
  return (change.drift ? 3 : 0) + ACTION_ORDER[change.action];
}
