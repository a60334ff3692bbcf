import type { Effect } from '../note.ts';
import type { TrueRoute, Truth } from '../truth.ts';

/** Whether one of `routes` is there under the same key and leads to the same hop. */
function isAmong(routes: readonly TrueRoute[]): (route: TrueRoute) => boolean {
  const seen = new Set(routes.map(({ key, hop }) => `${key} ${hop}`));
  return ({ key, hop }) => seen.has(`${key} ${hop}`);
}

/** What became of the routes; to point one at where it leads already changes nothing. */
export function effectsBetween(before: Truth, after: Truth): Effect[] {
  const [was, is] = [isAmong(before.routes), isAmong(after.routes)];
  return [
    ...before.routes.filter((route) => !is(route)).map((removed) => ({ removed, what: removed.table })),
    ...after.routes.filter((route) => !was(route)).map((made) => ({ made })),
  ];
}
