import type { RouteEffect } from '../../oracle/call-classification.ts';
import type { ActualRoute, GroundTruth } from '../../oracle/ground-truth.ts';

/** Whether one of `routes` is there under the same key and leads to the same hop. */
function isAmong(routes: readonly ActualRoute[]): (route: ActualRoute) => boolean {
  const seen = new Set(routes.map(({ key, nextHop }) => `${key} ${nextHop}`));
  return ({ key, nextHop }) => seen.has(`${key} ${nextHop}`);
}

/** What became of the routes; to point one at where it leads already changes nothing. */
export function effectsBetween(before: GroundTruth, after: GroundTruth): RouteEffect[] {
  const [was, is] = [isAmong(before.routes), isAmong(after.routes)];
  return [
    ...before.routes.filter((route) => !is(route)).map((removed) => ({ removed, readKey: removed.table })),
    ...after.routes.filter((route) => !was(route)).map((created) => ({ created })),
  ];
}
